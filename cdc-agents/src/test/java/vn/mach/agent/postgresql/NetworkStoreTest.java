package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.mach.agent.Supervised;
import vn.mach.agent.publish.StatusReporter.State;

/** A network between the agent and its database that fails in each way a network does. */
@SuppressWarnings("try")
class NetworkStoreTest {
    @TempDir
    private Path directory;

    private PostgresNode server;
    private Link link;
    private CountedRows rows;

    @BeforeEach
    void start() {
        server = PostgresNode.create(directory.resolve("server"));
        link = new Link(server.port());
        rows = new CountedRows(server::port);
        rows.exchange.database.seenAt("127.0.0.1:" + link.port());
        try (var first = rows.agent()) {
            Running.await(() -> first.state() == State.STREAMING);
        }
    }

    @AfterEach
    void stop() {
        rows.close();
        link.close();
        server.close();
    }

    @Test
    void a_reset_is_waited_out() {
        survives(Link::cut, agent -> {
            Running.await(() -> agent.state() == State.WAITING);
            // It tries again, and is refused.
            int told = agent.told().size();
            Running.await(() -> agent.told().size() > told);
        });
    }

    @Test
    void a_network_that_swallows_everything_is_noticed_and_the_servers_old_connection_is_not_waited_for() {
        survives(Link::stall, agent -> Running.await(() -> agent.state() == State.WAITING));
    }

    @Test
    void a_network_that_swallows_what_the_server_says_is_noticed() {
        survives(Link::deafen, agent -> Running.await(() -> agent.state() == State.WAITING));
    }

    @Test
    void a_stream_that_only_the_server_knows_to_be_gone_is_noticed() {
        survives(Link::halfOpenButOldest, agent -> Running.await(() -> agent.state() == State.WAITING));
    }

    private void survives(Consumer<Link> failure, Consumer<Supervised> meanwhile) {
        try (var agent = rows.agent()) {
            Running.await(() -> agent.state() == State.STREAMING);
            rows.write();
            rows.awaitCount(rows.exchange.log.records().size() + 200);

            long failed = System.nanoTime();
            failure.accept(link);
            meanwhile.accept(agent);
            long noticed = millisSince(failed);
            link.heal();
            long healed = System.nanoTime();
            Running.await(() -> agent.state() == State.STREAMING);
            long back = millisSince(healed);

            rows.rest();
            var report = rows.audit();
            System.out.printf("network: noticed after %d ms, streams again after %d ms, %s%n", noticed, back, report);
            assertThat(report).matches(CountedRows.Report::isWhole);
            assertThat(back).isLessThan(15_000);
            assertThat(agent.told()).allMatch(told -> told.lines().count() == 1);
        }
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }
}

package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.mach.agent.Supervised;
import vn.mach.agent.capture.Capture;
import vn.mach.agent.publish.StatusReporter.State;

/** A network that fails while the first snapshot is read. */
@SuppressWarnings("try")
class SnapshotNetworkStoreTest {
    private static final int ROWS = 400_000;

    @TempDir
    private Path directory;

    enum Failure {
        CUT(Link::cut),
        STALLED(Link::stall),
        DEAF(Link::deafen);

        private final Consumer<Link> happens;

        Failure(Consumer<Link> happens) {
            this.happens = happens;
        }
    }

    @ParameterizedTest
    @EnumSource
    void is_noticed_within_a_minute_and_every_row_arrives_once(Failure failure) {
        try (var server = PostgresNode.create(directory.resolve("server"));
                var link = new Link(server.port());
                var exchange = new Exchange(new TestDatabase(server::port))) {
            var database = exchange.database.seenAt("127.0.0.1:" + link.port());
            database.table("t", "id bigint PRIMARY KEY, v text");
            database.sql("INSERT INTO t SELECT i, repeat('x', 200) FROM generate_series(1, " + ROWS + ") i");
            exchange.dataset("public.t", "types", """
                    {"name": "id", "type": "long"}, {"name": "v", "type": ["null", "string"]}""", "id");
            try (var agent = agent(exchange)) {
                Running.await(() -> copied(database) > 1_000);
                long failed = System.nanoTime();
                failure.happens.accept(link);
                Running.await(() -> agent.state() == State.WAITING);
                var noticed = Duration.ofNanos(System.nanoTime() - failed);
                link.heal();
                Running.await(() -> agent.state() == State.STREAMING);

                System.out.printf("snapshot, network %s: noticed after %d ms%n", failure, noticed.toMillis());
                assertThat(noticed).isLessThan(Duration.ofMinutes(1));
                assertThat(exchange.log.records()).hasSize(ROWS);
                assertThat(database.value("SELECT string_agg(slot_name, ',') FROM pg_replication_slots"))
                        .isEqualTo(database.slot);
            }
        }
    }

    /** A server that has nothing to send for longer than a silence is asked, and waited for. */
    @Test
    void a_server_that_is_only_slow_is_waited_for() {
        try (var exchange = new Exchange()) {
            exchange.database.table("t", "id bigint PRIMARY KEY");
            exchange.dataset("public.t", "types", "{\"name\": \"id\", \"type\": \"long\"}", "id");
            try (var connected = Database.connect(exchange.config().database())) {
                int messages = connected.copy("COPY (SELECT 1 FROM pg_sleep(45)) TO STDOUT (FORMAT binary)", copied -> {
                    int count = 0;
                    while (copied.get() != null) {
                        count++;
                    }
                    return count;
                });

                assertThat(messages).isPositive();
                int next = connected.one("SELECT 1", row -> row.getInt(1));
                assertThat(next).isEqualTo(1);
            }
        }
    }

    private static long copied(TestDatabase database) {
        var tuples = database.value("SELECT max(tuples_processed) FROM pg_stat_progress_copy");
        return tuples == null ? 0 : Long.parseLong(tuples);
    }

    private static Supervised agent(Exchange exchange) {
        return new Supervised(
                exchange.config(),
                states -> new Capture(
                        exchange.config(),
                        PostgresSource::connect,
                        exchange.captured(),
                        exchange.destination(),
                        states,
                        Duration.ofMillis(500)));
    }
}

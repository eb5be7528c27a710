package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.AgentOffset;

/** One process at a time publishes as an agent, also when the older one was only paused. */
@SuppressWarnings("try")
class FencingStoreTest {
    private final Exchange exchange = new Exchange();

    @AfterEach
    void close() {
        exchange.close();
    }

    /** It opens its writer to announce a snapshot, to take it, and to stream. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void a_process_that_was_paused_leaves_the_agent_to_the_one_that_published_meanwhile(int opening) {
        exchange.database.table("person", "id bigint PRIMARY KEY");
        exchange.dataset("public.person", "person", "{\"name\": \"id\", \"type\": \"long\"}", "id");
        exchange.log.beforeOpen(opening, this::anotherProcessPublishes);

        try (var running = exchange.start()) {
            assertThat(running.failure())
                    .isInstanceOf(AgentFailure.Fenced.class)
                    .hasMessageContaining("another process has published as agent moj.civil");
        }
        assertThat(exchange.log.last().commit()).isEqualTo(4711);
    }

    private void anotherProcessPublishes() {
        var last = exchange.log.last();
        var further = new AgentOffset(
                last.agent(), last.phase(), last.epoch(), 4711, last.source(), null, last.tables(), last.atMillis());
        try (var sink = exchange.log.open(Duration.ofMinutes(1))) {
            sink.begin();
            sink.send(exchange.log.record(further));
            sink.commit();
        }
    }
}

package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import vn.mach.agent.progress.AgentFailure;

/** A row of some megabytes arrives; one that no record can have is told by dataset and size, never by its content. */
@SuppressWarnings("try")
class LargeRowsStoreTest {
    @Test
    void a_row_that_no_record_can_have_is_refused_in_one_line() {
        try (var exchange = new Exchange()) {
            exchange.database.table("paper", "id bigint PRIMARY KEY, body text");
            exchange.dataset(
                    "public.paper",
                    "paper",
                    "{\"name\": \"id\", \"type\": \"long\"}, {\"name\": \"body\", \"type\": [\"null\", \"string\"]}",
                    "id");

            try (var running = exchange.start().awaitStreaming()) {
                exchange.database.sql("INSERT INTO paper SELECT 1, repeat('mật', 1000000)");
                exchange.awaitEvents(1);
                exchange.database.sql("INSERT INTO paper SELECT 2, repeat('mật', 2000000)");

                assertThat(running.failure())
                        .isInstanceOf(AgentFailure.Broken.class)
                        .hasMessageContaining("a row of dataset moj.paper has 10000")
                        .hasMessageContaining("more than the 8388608")
                        .hasMessageNotContaining("mật");
            }
            assertThat(exchange.rows().get(0).get("body").toString()).hasSize(3_000_000);
        }
    }
}

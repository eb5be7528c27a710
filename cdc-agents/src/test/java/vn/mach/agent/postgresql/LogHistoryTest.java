package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogHistoryTest {
    private final LogHistory history = new LogHistory(3, LogHistory.Last.snapshot(100));

    @Test
    void one_transaction_has_one_name_from_its_begin_through_its_changes_to_its_end() {
        assertThat(history.transaction("77:150")).isEqualTo("77:150");
        assertThat(history.transaction(77, 5)).isEqualTo("77:150");
        assertThat(history.transaction("77:190")).isEqualTo("77:150");
        history.end(200);

        assertThat(history.transaction("77:250")).isEqualTo("77:250");
    }

    @Test
    void the_last_transaction_with_changes_is_what_the_log_is_known_by() {
        history.transaction("77:150");
        history.transaction(77, 5);
        history.end(200);
        history.transaction("78:210");
        history.end(220);

        assertThat(history.toSource())
                .containsEntry("timeline", "3")
                .containsEntry("last-transaction", "77:150")
                .containsEntry("last-transaction-end", "0/C8")
                .containsEntry("last-transaction-time", "5");
    }

    @Test
    void after_a_snapshot_it_is_the_snapshot() {
        history.snapshot(300);

        assertThat(history.toSource())
                .containsEntry("last-transaction", "none")
                .containsEntry("last-transaction-end", "0/12C");
    }
}

package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.DebeziumException;
import java.io.EOFException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import vn.mach.agent.progress.AgentFailure;

class EngineFailureTest {
    @Test
    void what_the_database_said_first_tells_whether_to_wait_for_it() {
        var away = new SQLException("the server is going down\nDetail", "57P01", new IllegalStateException("socket"));
        var refused = new SQLException("permission denied", "42501", new EOFException("closed"));

        assertThat(of(new RuntimeException("connector", away)))
                .isInstanceOf(AgentFailure.Unavailable.class)
                .hasMessage("database db: the server is going down");
        assertThat(of(new RuntimeException(refused)))
                .isInstanceOf(AgentFailure.Broken.class)
                .hasMessage("database db: permission denied");
        assertThat(of(new RuntimeException(new EOFException("closed")))).isInstanceOf(AgentFailure.Unavailable.class);
    }

    @Test
    void a_process_that_is_out_of_memory_is_not_tried_again() {
        var error = new RuntimeException(new SQLException("broke", "08006", new OutOfMemoryError("Java heap space")));

        assertThat(of(error)).isInstanceOf(AgentFailure.Broken.class).hasMessageContaining("larger heap");
    }

    @Test
    void the_agents_own_reason_and_otherwise_the_cause_at_the_bottom_is_told() {
        var gap = new AgentFailure.Gap("lost");

        assertThat(of(new RuntimeException(new RuntimeException(gap)))).isSameAs(gap);
        assertThat(of(new RuntimeException("outer", new IllegalStateException("inner"))))
                .isInstanceOf(AgentFailure.Broken.class)
                .hasMessage("database db: inner");
    }

    @Test
    void a_value_that_debezium_cannot_convert_is_named_by_its_column_and_not_quoted() {
        var cause = new NumberFormatException("For input string: \"Nguyễn Văn An\"");
        var said = "Failed to properly convert data value for 'public.person.born' of type numeric";

        assertThat(of(new RuntimeException(new DebeziumException(said, cause))))
                .isInstanceOf(AgentFailure.Broken.class)
                .hasMessage("database db: " + said);
    }

    private static AgentFailure of(Throwable error) {
        return EngineFailure.of(error, "db");
    }
}

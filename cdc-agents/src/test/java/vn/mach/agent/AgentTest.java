package vn.mach.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.DatabaseConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.connection.KafkaConnection;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.connection.Secret;

@SuppressWarnings("try")
class AgentTest {
    private final List<String> told = new ArrayList<>();
    private final Agent agent = new Agent(
            new AgentConfig(
                    "moj.civil",
                    new KafkaConnection("127.0.0.1:1", null, null),
                    SchemaRegistryConnection.of("mock://agent"),
                    new DatabaseConfig("127.0.0.1", 1, "civil", "mach_agent", new Secret("secret"), "slot", "mach"),
                    List.of(new TableConfig("public.person", "person", null))),
            () -> {});

    @Test
    void whatever_ends_the_agent_is_told_and_is_one_line() {
        var thrown = new IllegalStateException("no schema\nsecond line");

        assertThatThrownBy(() -> supervise(thrown))
                .isInstanceOf(AgentFailure.Broken.class)
                .hasMessage("the agent failed: IllegalStateException: no schema")
                .hasCause(thrown);
        assertThat(told).containsExactly("FAILED the agent failed: IllegalStateException: no schema");
    }

    @Test
    void what_another_process_tells_is_its_own() {
        assertThatThrownBy(() -> supervise(new AgentFailure.Fenced("fenced", null)))
                .isInstanceOf(AgentFailure.Fenced.class);
        assertThat(told).isEmpty();
    }

    @Test
    void a_database_that_is_away_is_waited_for() {
        var runs = new ArrayList<RuntimeException>(
                List.of(new AgentFailure.Unavailable("away", null), new AgentFailure.Gap("lost")));

        assertThatThrownBy(() -> agent.supervise(
                        () -> {
                            throw runs.remove(0);
                        },
                        (state, reason) -> told.add(state + " " + reason)))
                .isInstanceOf(AgentFailure.Gap.class);
        assertThat(told).hasSize(2).first().isEqualTo("WAITING away");
        assertThat(told.get(1)).startsWith("GAP lost");
    }

    private void supervise(RuntimeException thrown) {
        agent.supervise(
                () -> {
                    throw thrown;
                },
                (state, reason) -> told.add(state + " " + reason));
    }
}

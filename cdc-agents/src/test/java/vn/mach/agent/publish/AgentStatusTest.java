package vn.mach.agent.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.mach.agent.publish.StatusReporter.State;

class AgentStatusTest {
    @ParameterizedTest
    @EnumSource
    void every_state_is_one_of_the_contract(State state) {
        var record = new AgentStatus("moj.civil", state, null, List.of(), List.of(), null, null, null, null).toAvro(1);

        assertThat(GenericData.get().validate(record.getSchema(), record)).isTrue();
    }

    @Test
    void all_that_is_known_is_in_the_record() {
        var status = new AgentStatus(
                "moj.civil",
                State.GAP,
                "slot mach_civil is gone",
                List.of("moj.person"),
                List.of(new AgentStatus.Held("public.person", "moj.person", "column born is gone", 3)),
                new AgentStatus.Reading("resync", 10, 20),
                5L,
                6L,
                7L);

        var record = status.toAvro(1);

        assertThat(GenericData.get().validate(record.getSchema(), record)).isTrue();
        assertThat(record.toString())
                .contains("\"state\": \"GAP\"", "\"reason\": \"slot mach_civil is gone\"")
                .contains("\"changes\": 3", "\"kind\": \"resync\", \"rows\": 10, \"of\": 20")
                .contains("\"lag_ms\": 5, \"lag_bytes\": 6, \"kept_bytes\": 7");
    }
}

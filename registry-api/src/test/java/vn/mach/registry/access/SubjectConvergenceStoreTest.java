package vn.mach.registry.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.naming.Topics;
import vn.mach.registry.Country;
import vn.mach.wire.Contracts;
import vn.mach.wire.SchemaCatalog;

class SubjectConvergenceStoreTest {
    private final SchemaCatalog catalog = SchemaCatalog.connect(SchemaRegistryConnection.of("mock://subjects-test"));
    private final SubjectConvergence subjects = new SubjectConvergence(catalog, new Country().schemas);

    @Test
    void every_control_contract_has_a_subject_also_those_without_a_topic_of_their_own() {
        subjects.registerControl();

        for (var topic : Topics.CONTROL) {
            assertThat(catalog.latest(topic + "-key")).isEqualTo(Contracts.schema("control-key"));
        }
        assertThat(catalog.latest("ctl.dataset-control-value")).isEqualTo(Contracts.schema("dataset-control"));
        assertThat(catalog.latest("ctl.agent-offsets-value")).isEqualTo(Contracts.schema("agent-offsets"));
        assertThat(catalog.latest("ctl.gaps-value")).isEqualTo(Contracts.schema("gaps"));
    }
}

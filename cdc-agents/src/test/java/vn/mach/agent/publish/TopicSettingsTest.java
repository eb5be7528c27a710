package vn.mach.agent.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.junit.jupiter.api.Test;
import vn.mach.agent.check.Finding;

class TopicSettingsTest {
    private static final String DATA = "data.moj.person";
    private static final String HELD = "ctl.held.moj.civil";

    @Test
    void what_the_platform_makes_is_well_and_more_is_as_good() {
        assertThat(look(
                        DATA,
                        "cleanup.policy=compact",
                        "max.message.bytes=16777216",
                        "delete.retention.ms=604800000",
                        "min.compaction.lag.ms=86400000"))
                .isEmpty();
        assertThat(look(
                        HELD,
                        "cleanup.policy=delete",
                        "max.message.bytes=8454144",
                        "retention.ms=-1",
                        "retention.bytes=-1"))
                .isEmpty();
        assertThat(look("ctl.gaps", "cleanup.policy=compact")).isEmpty();
    }

    @Test
    void a_dataset_that_forgets_or_refuses_rows_is_named_with_the_command_that_remedies_it() {
        assertThat(look(DATA, "cleanup.policy=delete", "max.message.bytes=1048588", "min.compaction.lag.ms=86400000"))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.verdict()).isEqualTo(Finding.Verdict.WARN);
                    assertThat(found.detail()).isEqualTo("has cleanup.policy=delete, max.message.bytes=1048588");
                    assertThat(found.remedy())
                            .isEqualTo("kafka-configs.sh --bootstrap-server kafka:9092 --alter --entity-type topics"
                                    + " --entity-name data.moj.person --add-config"
                                    + " cleanup.policy=compact,max.message.bytes=8454144");
                });
    }

    @Test
    void changes_that_wait_must_not_go_for_their_age() {
        assertThat(look(HELD, "cleanup.policy=delete", "retention.ms=604800000", "retention.bytes=-1"))
                .singleElement()
                .satisfies(found -> assertThat(found.remedy()).endsWith("--add-config retention.ms=-1"));
    }

    private static List<Finding> look(String topic, String... settings) {
        var entries = Arrays.stream(settings)
                .map(setting -> setting.split("=", 2))
                .map(parts -> new ConfigEntry(parts[0], parts[1]))
                .toList();
        return TopicSettings.differing(topic, new Config(entries), "kafka:9092");
    }
}

package vn.mach.router.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;
import vn.mach.connection.KafkaConnection;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.connection.Secret;
import vn.mach.naming.DatasetId;
import vn.mach.router.RouterConfig;

class RouterApplicationTest {
    private static final DatasetId DATASET = DatasetId.parse("moj.person");

    @Test
    void the_properties_are_ones_that_kafka_streams_takes() {
        var config = new StreamsConfig(RouterApplication.properties(DATASET, config("router-0")));

        assertThat(config.getString(StreamsConfig.APPLICATION_ID_CONFIG)).isEqualTo("router.moj.person");
        assertThat(config.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG)).isEqualTo("exactly_once_v2");
        assertThat(config.getMainConsumerConfigs("g", "c", 0)).containsEntry("group.instance.id", "router-0-0");
        assertThat(config.getProducerConfigs("p")).containsEntry("linger.ms", 100);
        assertThat(config.getInt(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG)).isEqualTo(1);
    }

    @Test
    void an_instance_without_a_name_is_a_dynamic_member() {
        var config = new StreamsConfig(RouterApplication.properties(DATASET, config(null)));

        assertThat(config.getMainConsumerConfigs("g", "c", 0)).doesNotContainKey("group.instance.id");
    }

    private static RouterConfig config(String instance) {
        return new RouterConfig(
                new KafkaConnection("127.0.0.1:9092", "mach.router", new Secret("secret")),
                SchemaRegistryConnection.of("mock://router"),
                Path.of("target/state"),
                new Secret("0123456789abcdef"),
                null,
                1,
                instance,
                null);
    }
}

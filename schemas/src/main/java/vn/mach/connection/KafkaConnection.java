package vn.mach.connection;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.config.SaslConfigs;
import org.jspecify.annotations.Nullable;

/**
 * How to reach Kafka: SASL/SCRAM-SHA-512 as {@code user}, or without authentication when no user is given.
 *
 * @param bootstrap {@code host:port}, several separated by commas
 */
public record KafkaConnection(
        String bootstrap, @Nullable String user, @Nullable Secret password) {
    public KafkaConnection {
        if (bootstrap == null || !bootstrap.matches("[^:,\\s]+:\\d+(,[^:,\\s]+:\\d+)*")) {
            throw new IllegalArgumentException("bootstrap is '" + bootstrap + "': write host:port[,host:port]");
        }
        if ((user == null) != (password == null)) {
            throw new IllegalArgumentException("user and password go together: give both or neither");
        }
    }

    /** The client properties that every producer, consumer, admin and Streams client of this process shares. */
    public Map<String, Object> properties() {
        var properties = new LinkedHashMap<String, Object>();
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        if (user != null && password != null) {
            properties.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, "SASL_PLAINTEXT");
            properties.put(SaslConfigs.SASL_MECHANISM, "SCRAM-SHA-512");
            properties.put(
                    SaslConfigs.SASL_JAAS_CONFIG,
                    "org.apache.kafka.common.security.scram.ScramLoginModule required username=" + quoted(user)
                            + " password=" + quoted(password.value()) + ";");
        }
        return properties;
    }

    private static String quoted(String value) {
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}

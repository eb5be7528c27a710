package vn.mach.registry.kafka;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.connection.Secret;
import vn.mach.registry.http.Refusal;

/** Hands secrets to the cluster on behalf of a request. */
public final class CredentialWriter {
    private static final Logger LOG = LoggerFactory.getLogger(CredentialWriter.class);

    private final SecretSink sink;

    public CredentialWriter(SecretSink sink) {
        this.sink = sink;
    }

    /** Where secrets go: the cluster, or a test's memory. */
    @FunctionalInterface
    public interface SecretSink {
        void setSecret(String user, Secret secret);
    }

    public Secret newSecret() {
        return KafkaAdmin.newSecret();
    }

    /** Returns when the user can log in with the secret, or refuses: what is left pending is healed by a rotation. */
    public void write(String user, Secret secret) {
        try {
            sink.setSecret(user, secret);
        } catch (KafkaFailure e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("a secret could not be handed to Kafka");
            throw new Refusal.Unavailable(
                    "kafka-unavailable",
                    "'" + user + "' is registered and has no secret yet: rotate it when Kafka is back");
        }
    }
}

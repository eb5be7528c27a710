package vn.mach.registry.kafka;

import java.util.Set;
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
    public interface SecretSink {
        void setSecret(String user, Secret secret);

        /** The names of all users there are. */
        Set<String> users();
    }

    public Secret newSecret() {
        return KafkaAdmin.newSecret();
    }

    /** Refuses a name that Kafka knows before it was ever given: its secret is somebody else's. */
    public void requireUnused(String user) {
        try {
            if (sink.users().contains(user)) {
                throw new Refusal.Conflict(
                        "user-exists",
                        "Kafka has a user '" + user + "' that was not made here: remove it, or choose another name");
            }
        } catch (KafkaFailure e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("Kafka's users cannot be read");
            throw new Refusal.Unavailable("kafka-unavailable", "Kafka's users cannot be read now; try again");
        }
    }

    /** Returns when the user can log in with the secret, or refuses: what is left pending is healed by a rotation. */
    public void write(String user, Secret secret) {
        try {
            sink.setSecret(user, secret);
        } catch (KafkaFailure e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("a secret could not be handed to Kafka");
            throw new Refusal.Unavailable(
                    "kafka-unavailable",
                    "'" + user
                            + "' is registered, but Kafka did not confirm its new secret: rotate it when Kafka is back");
        }
    }
}

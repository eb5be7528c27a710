package vn.mach.registry.kafka;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.ScramMechanism;
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
        void setSecret(String user, ScramMechanism mechanism, Secret secret);

        /** Also if there is none. */
        void deleteSecret(String user, ScramMechanism mechanism);

        /** All users there are, and for which mechanisms each has a secret. */
        Map<String, Set<ScramMechanism>> credentials();

        /** Whether brokers let anybody log in by it. */
        boolean offers(ScramMechanism mechanism);
    }

    public Secret newSecret() {
        return KafkaUsers.newSecret();
    }

    /** Refuses a name that Kafka knows before it was ever given: its secret is somebody else's. */
    public void requireUnused(String user) {
        try {
            if (sink.credentials().containsKey(user)) {
                throw new Refusal.Conflict(
                        "user-exists",
                        "Kafka has a user '" + user + "' that was not made here: remove it, or choose another name");
            }
        } catch (KafkaFailure e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("Kafka's users cannot be read");
            throw new Refusal.Unavailable("kafka-unavailable", "Kafka's users cannot be read now; try again");
        }
    }

    /** Refuses when brokers would let nobody log in by it. */
    public void requireOffered(ScramMechanism mechanism) {
        boolean offered;
        try {
            offered = sink.offers(mechanism);
        } catch (KafkaFailure e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("Kafka's mechanisms cannot be tried");
            throw new Refusal.Unavailable("kafka-unavailable", "Kafka does not answer now; try again");
        }
        if (!offered) {
            throw new Refusal.Conflict(
                    "overlap-not-offered",
                    "Kafka's listener does not offer " + mechanism.mechanismName()
                            + ", so two secrets cannot be good at once: add it to sasl.enabled.mechanisms, or rotate"
                            + " without overlap");
        }
    }

    /** The secret of a user that has one at a time. */
    public void write(String user, Secret secret) {
        write(user, ScramMechanism.SCRAM_SHA_512, secret);
    }

    /** Throws {@link KafkaFailure}. */
    public void delete(String user, ScramMechanism mechanism) {
        sink.deleteSecret(user, mechanism);
    }

    /** Returns when the user can log in with the secret, or refuses: what is left pending is healed by a rotation. */
    public void write(String user, ScramMechanism mechanism, Secret secret) {
        try {
            sink.setSecret(user, mechanism, secret);
        } catch (KafkaFailure e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("a secret could not be handed to Kafka");
            throw new Refusal.Unavailable(
                    "kafka-unavailable",
                    "'" + user
                            + "' is registered, but Kafka did not confirm its new secret: rotate it when Kafka is back");
        }
    }
}

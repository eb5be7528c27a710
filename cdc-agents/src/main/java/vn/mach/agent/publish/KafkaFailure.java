package vn.mach.agent.publish;

import java.util.List;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidPidMappingException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TransactionAbortableException;
import org.apache.kafka.common.errors.TransactionAbortedException;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.wire.SchemaRegistryException;

/** What a failure of Kafka or of the schema registry means for the agent. */
final class KafkaFailure {
    /** What the client would have tried again, and what only says that a transaction is lost: a new run begins another. */
    private static final List<Class<? extends Throwable>> PASSING = List.of(
            RetriableException.class,
            SchemaRegistryException.Unavailable.class,
            TransactionAbortedException.class,
            TransactionAbortableException.class,
            InvalidTxnStateException.class,
            InvalidPidMappingException.class,
            OutOfOrderSequenceException.class);

    private static final String REMEDY =
            "; check schema-registry.user, its password, and what the registry lets it read";

    private KafkaFailure() {}

    /** In these words: Misconfigured if the agent is refused, Unavailable if Kafka is only away, else Broken. */
    static AgentFailure of(String message, Throwable thrown) {
        for (@Nullable Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthorizationException || cause instanceof AuthenticationException) {
                return new AgentFailure.Misconfigured(message);
            }
            if (cause instanceof SchemaRegistryException.Refused) {
                return refused(message, cause);
            }
            if (isPassing(cause)) {
                return new AgentFailure.Unavailable(message, thrown);
            }
        }
        return new AgentFailure.Broken(message, thrown);
    }

    /** A registry that gave no answer is waited for, one that refuses the agent is not. */
    static AgentFailure of(SchemaRegistryException e) {
        var message = String.valueOf(e.getMessage());
        if (e instanceof SchemaRegistryException.Refused) {
            return refused(message, e);
        }
        return e instanceof SchemaRegistryException.Unavailable
                ? new AgentFailure.Unavailable(message, e)
                : new AgentFailure.Broken(message, e);
    }

    private static AgentFailure refused(String message, Throwable cause) {
        return new AgentFailure.Misconfigured(message + REMEDY, cause);
    }

    private static boolean isPassing(Throwable cause) {
        return PASSING.stream().anyMatch(passing -> passing.isInstance(cause)) || isNameNotResolved(cause);
    }

    /** A name server may be away as Kafka may; the client says so when it is made, and in no class of its own. */
    private static boolean isNameNotResolved(Throwable cause) {
        return cause instanceof ConfigException
                && String.valueOf(cause.getMessage()).startsWith("No resolvable");
    }
}

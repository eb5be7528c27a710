package vn.mach.wire;

import org.jspecify.annotations.Nullable;

/** What the schema registry refused or could not answer. */
public abstract sealed class SchemaRegistryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private SchemaRegistryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** No answer that can be relied on; the same call may go through later. */
    public static sealed class Unavailable extends SchemaRegistryException {
        private static final long serialVersionUID = 1L;

        Unavailable(String act, Throwable cause) {
            super("schema registry did not " + act + ": " + cause.getMessage(), cause);
        }
    }

    /** It does not let the user in, or not to this: nothing goes through until its rights or the credentials are put right. */
    public static final class Refused extends Unavailable {
        private static final long serialVersionUID = 1L;

        Refused(String act, Throwable cause) {
            super(act, cause);
        }
    }

    /** The id or subject is not there. */
    public static final class Unknown extends SchemaRegistryException {
        private static final long serialVersionUID = 1L;

        Unknown(String what) {
            super(what + " is not in the schema registry", null);
        }
    }

    /** The schema breaks the subject's compatibility. */
    public static final class Incompatible extends SchemaRegistryException {
        private static final long serialVersionUID = 1L;

        Incompatible(String subject, String reason) {
            super("schema is not compatible with subject " + subject + ": " + reason, null);
        }
    }
}

package vn.mach.registry.http;

/** A request that is refused for a reason its author can act on: a status, a stable code, a sentence for a human. */
public abstract sealed class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    private Refusal(int status, String code, String detail) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
    }

    public int status() {
        return status;
    }

    /** Stable: programs may depend on it. */
    public String code() {
        return code;
    }

    public String detail() {
        var message = getMessage();
        return message == null ? code : message;
    }

    /** It does not exist, or the caller may not know that it does. */
    public static final class NotFound extends Refusal {
        private static final long serialVersionUID = 1L;

        public NotFound(String kind, Object id) {
            super(404, "not-found", "there is no " + kind + " '" + id + "' that you may see");
        }
    }

    /** It contradicts the present state. */
    public static final class Conflict extends Refusal {
        private static final long serialVersionUID = 1L;

        public Conflict(String code, String detail) {
            super(409, code, detail);
        }
    }

    /** The caller is known and may not do this. */
    public static final class Forbidden extends Refusal {
        private static final long serialVersionUID = 1L;

        public Forbidden(String code, String detail) {
            super(403, code, detail);
        }
    }

    /** The request itself is wrong. */
    public static final class Invalid extends Refusal {
        private static final long serialVersionUID = 1L;

        public Invalid(String code, String detail) {
            super(400, code, detail);
        }
    }

    /** The request is larger than this service reads. */
    public static final class TooLarge extends Refusal {
        private static final long serialVersionUID = 1L;

        public TooLarge(int limit) {
            super(413, "body-too-large", "the body is larger than " + limit + " bytes");
        }
    }

    /** The object has changed since the caller read it. */
    public static final class Stale extends Refusal {
        private static final long serialVersionUID = 1L;

        public Stale(String detail) {
            super(412, "version-changed", detail);
        }
    }

    /** An idempotency key names another request. */
    public static final class KeyReused extends Refusal {
        private static final long serialVersionUID = 1L;

        public KeyReused(String detail) {
            super(422, "idempotency-key-reused", detail);
        }
    }

    /** It is asked too often; {@code retryAfter} says when to ask again. */
    public static final class TooMany extends Refusal {
        private static final long serialVersionUID = 1L;

        private final int retryAfterSeconds;

        public TooMany(int retryAfterSeconds) {
            super(429, "too-many-requests", "you ask too often: ask again in " + retryAfterSeconds + " s");
            this.retryAfterSeconds = retryAfterSeconds;
        }

        int retryAfterSeconds() {
            return retryAfterSeconds;
        }
    }

    /** Nobody we know is calling. */
    public static final class Unauthenticated extends Refusal {
        private static final long serialVersionUID = 1L;

        public Unauthenticated(String detail) {
            super(401, "unauthenticated", detail);
        }
    }

    /** Something this service depends on does not answer; asking again may help. */
    public static final class Unavailable extends Refusal {
        private static final long serialVersionUID = 1L;

        public Unavailable(String code, String detail) {
            super(503, code, detail);
        }
    }
}

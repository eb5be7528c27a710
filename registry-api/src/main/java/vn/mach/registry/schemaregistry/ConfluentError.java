package vn.mach.registry.schemaregistry;

/** A refusal in the words of Confluent's protocol; its clients look at the code. */
final class ConfluentError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int code;

    private ConfluentError(int code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    static ConfluentError unauthorized() {
        return new ConfluentError(40101, "Unauthorized: HTTP Basic with an account's user and secret");
    }

    static ConfluentError readOnly() {
        return new ConfluentError(40301, "This endpoint is read-only");
    }

    static ConfluentError subjectNotFound() {
        return new ConfluentError(40401, "Subject not found");
    }

    static ConfluentError versionNotFound() {
        return new ConfluentError(40402, "Version not found");
    }

    static ConfluentError schemaNotFound() {
        return new ConfluentError(40403, "Schema not found");
    }

    static ConfluentError invalidSchema() {
        return new ConfluentError(42201, "Invalid schema");
    }

    int status() {
        return code / 100;
    }

    int code() {
        return code;
    }
}

package vn.mach.sandbox.host;

/** The sandbox cannot go on; the message is the one line its user gets: what, where, what to do. */
public final class SandboxFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    private SandboxFailure(int exitCode, String line, Throwable cause) {
        super(line, cause);
        this.exitCode = exitCode;
    }

    private SandboxFailure(int exitCode, String line) {
        super(line);
        this.exitCode = exitCode;
    }

    /** The user asked for what cannot be: exit code 2. */
    public static SandboxFailure usage(String line) {
        return new SandboxFailure(2, line);
    }

    /** Something broke while starting or running: exit code 1. */
    public static SandboxFailure broken(String line) {
        return new SandboxFailure(1, line);
    }

    /** Something broke while starting or running: exit code 1. */
    public static SandboxFailure broken(String line, Throwable cause) {
        return new SandboxFailure(1, line + ": " + oneLine(cause), cause);
    }

    public int exitCode() {
        return exitCode;
    }

    private static String oneLine(Throwable cause) {
        var message = cause.getMessage();
        return message == null || message.isBlank()
                ? cause.getClass().getSimpleName()
                : message.lines().findFirst().orElse("").strip();
    }
}

package vn.mach.registry.client;

/** Why a command ends without its answer: one line for a person, and the exit code. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The registry said no. */
    static final int REFUSED = 1;
    /** The command is wrong, or the registry could not be asked. */
    static final int UNUSABLE = 2;

    private final int exitCode;

    private Failure(int exitCode, String line) {
        super(line, null, false, false);
        this.exitCode = exitCode;
    }

    static Failure refused(String line) {
        return new Failure(REFUSED, line);
    }

    static Failure unusable(String line) {
        return new Failure(UNUSABLE, line);
    }

    int exitCode() {
        return exitCode;
    }
}

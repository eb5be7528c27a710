package vn.mach.router.fleet;

/** The router cannot start or go on. The message is one line for the operator: what, where, what to do. */
public final class CannotRun extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CannotRun(String message) {
        super(message);
    }

    CannotRun(String message, Throwable cause) {
        super(message + ": " + firstLine(cause), cause);
    }

    static String firstLine(Throwable error) {
        var message = error.getMessage();
        return message == null
                ? error.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}

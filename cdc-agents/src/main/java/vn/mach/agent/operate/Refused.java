package vn.mach.agent.operate;

/** An act that the agent does not do now, and why, in one line. */
public final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int BAD_REQUEST = 400;
    private static final int CONFLICT = 409;

    private final int status;

    private Refused(int status, String message) {
        super(message);
        this.status = status;
    }

    /** What was asked makes no sense. */
    public static Refused illegal(String message) {
        return new Refused(BAD_REQUEST, message);
    }

    /** What the agent does at the moment does not allow it. */
    public static Refused notNow(String message) {
        return new Refused(CONFLICT, message);
    }

    int status() {
        return status;
    }
}

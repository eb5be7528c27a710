package vn.mach.sandbox.registry;

/** The registry's answer was no, or there was none (status 0). */
public final class ApiRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    ApiRefusal(String path, int status, String body) {
        super(path + " answered " + status + ": " + body);
        this.status = status;
    }

    public int status() {
        return status;
    }
}

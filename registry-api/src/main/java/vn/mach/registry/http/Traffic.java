package vn.mach.registry.http;

/** Is told of every request that was answered. */
@FunctionalInterface
public interface Traffic {
    /** @param route its template, such as {@code /api/v1/agencies/{agency}}; {@code unmatched} for what is no route */
    void answered(String method, String route, int status, long nanos);
}

package vn.mach.registry.access;

import vn.mach.registry.http.Routes;

/** The routes of the reconciler, to be listed: what is behind them needs a Kafka. */
public final class TestAccessRoutes {
    private TestAccessRoutes() {}

    @SuppressWarnings("NullAway") // nothing of it is called
    public static Routes listed() {
        return new AccessRoutes(null);
    }
}

package vn.mach.registry.http;

import java.util.List;

/** The operations of one feature. */
@FunctionalInterface
public interface Routes {
    /** Where every JSON operation lives. */
    String API = "/api/v1";

    List<Route> routes();
}

package vn.mach.registry.http;

import java.util.Set;
import vn.mach.naming.AgencyId;

/** Callers as a verified token would make them. */
public final class TestCallers {
    private TestCallers() {}

    public static Caller caller(String subject, String agency, Role... roles) {
        return new Caller(subject, AgencyId.of(agency), Set.of(roles));
    }
}

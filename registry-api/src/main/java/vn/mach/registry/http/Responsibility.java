package vn.mach.registry.http;

import java.util.Set;
import vn.mach.naming.AgencyId;

/** Which agencies somebody of an agency answers for now: that one and those which ended in it; none once it has ended itself. */
@FunctionalInterface
public interface Responsibility {
    Set<AgencyId> of(AgencyId agency);
}

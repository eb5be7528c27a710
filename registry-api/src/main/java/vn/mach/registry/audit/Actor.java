package vn.mach.registry.audit;

import vn.mach.registry.http.Caller;

/** Who acted: a person or service of an agency, or the registry itself. */
public record Actor(String subject, String agency) {
    /** The registry acting by the clock, such as when a grant expires. */
    public static final Actor REGISTRY = new Actor("mach.registry", "mach");

    public static Actor of(Caller caller) {
        return new Actor(caller.subject(), caller.agency().slug());
    }
}

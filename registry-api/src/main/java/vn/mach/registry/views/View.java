package vn.mach.registry.views;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgencyId;
import vn.mach.naming.ViewId;
import vn.mach.registry.datasets.Title;
import vn.mach.registry.http.Caller;
import vn.mach.view.ViewDefinition;

/**
 * A view as the registry keeps it.
 *
 * @param spent a revocation closed its gate: it never opens again
 */
public record View(ViewDefinition definition, @Nullable Title title, boolean spent, Instant definedAt) {
    public ViewId id() {
        return definition.id();
    }

    public AgencyId owner() {
        return id().dataset().agency();
    }

    public boolean sealed() {
        return definition.sealed();
    }

    /** Whether the caller may ask for the view: anybody for a shared one, whoever answers for its audience for a sealed one. */
    public boolean isFor(Caller caller) {
        var audience = definition.audience();
        return !sealed() || (audience != null && caller.worksFor(audience));
    }
}

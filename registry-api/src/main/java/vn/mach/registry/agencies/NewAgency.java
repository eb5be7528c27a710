package vn.mach.registry.agencies;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgencyId;
import vn.mach.registry.http.Body;

/** The body of an enrolment. */
record NewAgency(
        String slug,
        String name,
        Agency.Level level,
        @Nullable List<Agency.Code> codes) {
    NewAgency {
        slug = Body.text("slug", slug, 31);
        name = Body.text("name", name, 200);
        Body.required("level", level);
        codes = codes == null ? List.of() : List.copyOf(codes);
    }

    AgencyId id() {
        return AgencyId.of(slug);
    }
}

package vn.mach.registry.agencies;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgencyId;
import vn.mach.registry.http.Body;

/** The body of an enrolment. */
public record NewAgency(
        String slug,
        String name,
        Agency.Level level,
        @Nullable List<Agency.Code> codes) {
    public NewAgency {
        slug = Body.text("slug", slug, 31);
        name = Body.text("name", name, 200);
        Body.required("level", level);
        codes = codes == null ? List.of() : List.copyOf(codes);
    }

    public AgencyId id() {
        return AgencyId.of(slug);
    }

    @Override
    public List<Agency.Code> codes() {
        return Objects.requireNonNullElse(codes, List.of());
    }
}

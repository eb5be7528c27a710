package vn.mach.registry.declaration;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.mach.registry.agencies.Agency;
import vn.mach.registry.agencies.NewAgency;
import vn.mach.registry.http.Body;

/** @param ended where it ended, or will; said, never made by a declaration */
record DeclaredAgency(
        String slug,
        String name,
        Agency.Level level,
        @Nullable List<Agency.Code> codes,
        @Nullable Ended ended) implements Declared {
    record Ended(String into, LocalDate on) {
        Ended {
            Body.required("into", into);
            Body.required("on", on);
        }
    }

    DeclaredAgency {
        Body.required("slug", slug);
        Body.required("name", name);
        Body.required("level", level);
        codes = sorted(Objects.requireNonNullElse(codes, List.of()));
    }

    private static List<Agency.Code> sorted(List<Agency.Code> codes) {
        return codes.stream()
                .sorted(Comparator.comparing(Agency.Code::validFrom).thenComparing(Agency.Code::code))
                .toList();
    }

    static DeclaredAgency of(Agency agency) {
        var merged = agency.merged();
        return new DeclaredAgency(
                agency.slug().slug(),
                agency.name(),
                agency.level(),
                agency.codes(),
                merged == null ? null : new Ended(merged.into().slug(), merged.on()));
    }

    NewAgency wanted() {
        return new NewAgency(slug, name, level, codes);
    }

    @Override
    public String id() {
        return slug;
    }
}

package vn.mach.registry.agencies;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import vn.mach.naming.AgencyId;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Refusal;

/** The body of a merger: the agencies that end, the one that goes on, and its first day. */
record NewMerger(List<String> from, String into, LocalDate on, String legalBasis) {
    NewMerger {
        if (Body.required("from", from).isEmpty() || from.stream().anyMatch(Objects::isNull)) {
            throw new Refusal.Invalid("invalid-field", "from: names the agencies that end, one or more");
        }
        from = from.stream().distinct().toList();
        into = Body.text("into", into, 31);
        Body.required("on", on);
        legalBasis = Body.text("legalBasis", legalBasis, 500);
        if (from.contains(into)) {
            throw new Refusal.Invalid(
                    "invalid-field", "from: '" + into + "' goes on: name only the agencies that end in it");
        }
    }

    List<Merger> mergers() {
        return from.stream()
                .map(ended -> new Merger(AgencyId.of(ended), AgencyId.of(into), on, legalBasis))
                .toList();
    }
}

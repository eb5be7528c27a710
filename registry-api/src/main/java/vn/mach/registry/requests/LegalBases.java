package vn.mach.registry.requests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.mach.registry.http.Refusal;

/** The acts of law on which an agency may ask for data: data, not code, since they are replaced. */
final class LegalBases {
    /** @param to the last day on which a request may name it; null while it is in force */
    record LegalBasis(
            String code,
            String number,
            String vi,
            String en,
            LocalDate from,
            @Nullable LocalDate to) {
        boolean holds(LocalDate day) {
            return !day.isBefore(from) && (to == null || !day.isAfter(to));
        }
    }

    private final Map<String, LegalBasis> byCode = new LinkedHashMap<>();

    private LegalBases(List<String> lines) {
        for (var line : lines) {
            var cells = line.split(";", -1);
            var to = cells[5].isEmpty() ? null : LocalDate.parse(cells[5]);
            byCode.put(cells[0], new LegalBasis(cells[0], cells[1], cells[2], cells[3], LocalDate.parse(cells[4]), to));
        }
    }

    /** Those of the file {@code legal-bases.csv} beside this class. */
    static LegalBases known() {
        var stream = Objects.requireNonNull(LegalBases.class.getResourceAsStream("legal-bases.csv"));
        try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            return new LegalBases(lines.lines().skip(1).toList());
        } catch (IOException e) {
            throw new UncheckedIOException("legal-bases.csv cannot be read", e);
        }
    }

    List<LegalBasis> all() {
        return List.copyOf(byCode.values());
    }

    /** Refuses a text that does not begin with a code that holds on that day. */
    void require(String text, LocalDate day) {
        var code = text.split(",", 2)[0].strip();
        var basis = byCode.get(code);
        if (basis == null || !basis.holds(day)) {
            var known = byCode.values().stream()
                    .filter(other -> other.holds(day))
                    .map(LegalBasis::code)
                    .toList();
            throw new Refusal.Invalid(
                    "unknown-legal-basis",
                    "legalBasis: '" + (code.length() > 80 ? code.substring(0, 80) : code)
                            + (basis == null ? "' is not a code" : "' is not in force")
                            + "; known are " + String.join(" | ", known) + "; after a comma say where in it");
        }
    }
}

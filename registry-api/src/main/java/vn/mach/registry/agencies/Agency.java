package vn.mach.registry.agencies;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgencyId;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Refusal;

/** An organisation. Its slug never changes; its official codes come and go. */
public record Agency(AgencyId slug, String name, Level level, List<Code> codes, Instant enrolledAt) {
    public Agency {
        codes = List.copyOf(codes);
    }

    /** Where in the state an agency stands. */
    public enum Level {
        MINISTRY,
        PROVINCE,
        OTHER;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** An official code and the days it is valid, both inclusive; open while {@code validTo} is absent. */
    public record Code(
            String code, LocalDate validFrom, @Nullable LocalDate validTo) {
        public Code {
            code = Body.text("code", code, 40);
            Body.required("validFrom", validFrom);
            if (validTo != null && validTo.isBefore(validFrom)) {
                throw new Refusal.Invalid("invalid-field", "validTo: not before validFrom");
            }
        }
    }
}

package vn.mach.registry.agencies;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgencyId;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Refusal;

/**
 * An organisation. Its slug never changes; its official codes come and go.
 *
 * @param merged where it ends, or ended
 */
public record Agency(
        AgencyId slug,
        String name,
        Level level,
        List<Code> codes,
        Instant enrolledAt,
        @Nullable Merger merged) {
    /** Whose days count. */
    public static final ZoneId COUNTRY = ZoneId.of("Asia/Ho_Chi_Minh");

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

        public static Level of(String code) {
            for (var level : values()) {
                if (level.code().equals(code)) {
                    return level;
                }
            }
            throw new Refusal.Invalid("invalid-field", "level: ministry, province or other");
        }
    }

    /**
     * An official code and the days it is valid, both inclusive; open while {@code validTo} is absent.
     *
     * @param alias the older form of the code
     */
    public record Code(
            String code,
            LocalDate validFrom,
            @Nullable LocalDate validTo,
            @Nullable String alias) {
        public Code {
            code = OfficialCode.require(Body.required("code", code));
            Body.required("validFrom", validFrom);
            if (validTo != null && validTo.isBefore(validFrom)) {
                throw new Refusal.Invalid("invalid-field", "validTo: not before validFrom");
            }
            alias = alias == null ? null : OfficialCode.requireAlias(alias);
        }

        boolean isValidOn(LocalDate day) {
            return !day.isBefore(validFrom) && (validTo == null || !day.isAfter(validTo));
        }

        /** Whether both name somebody on some day. */
        boolean overlaps(Code other) {
            return (validTo == null || !validTo.isBefore(other.validFrom))
                    && (other.validTo == null || !other.validTo.isBefore(validFrom));
        }
    }

    Agency withCodes(List<Code> known) {
        return new Agency(slug, name, level, known, enrolledAt, merged);
    }

    /** Whether it has not ended by that day. */
    boolean isOpenOn(LocalDate day) {
        return merged == null || day.isBefore(merged.on());
    }

    /** Whether it is an agency on that day: it has not ended, and a code is valid; one without codes is since it was enrolled. */
    public boolean isThereOn(LocalDate day) {
        if (!isOpenOn(day)) {
            return false;
        }
        return codes.isEmpty()
                ? !day.isBefore(LocalDate.ofInstant(enrolledAt, COUNTRY))
                : codes.stream().anyMatch(code -> code.isValidOn(day));
    }
}

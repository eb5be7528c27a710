package vn.mach.registry.platforms;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgencyId;
import vn.mach.registry.agencies.Agency;
import vn.mach.registry.http.Refusal;

/**
 * An agency's sharing platform.
 *
 * @param endsOn the last day of a trial
 * @param life its states from the first on, never empty
 */
record Platform(AgencyId agency, Kind kind, @Nullable LocalDate endsOn, boolean samplePublished, List<Entry> life) {
    Platform {
        life = List.copyOf(life);
    }

    /** Who runs it, and for how long. */
    enum Kind {
        OWN,
        HOSTED,
        TRIAL;

        @JsonCreator
        static Kind of(String code) {
            for (var kind : values()) {
                if (kind.code().equals(code)) {
                    return kind;
                }
            }
            throw new Refusal.Invalid("invalid-field", "kind: own, hosted or trial");
        }

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** A state and since when it has been that. */
    record Entry(Instant at, PlatformState state) {}

    PlatformState state() {
        return life.get(life.size() - 1).state();
    }

    Instant since() {
        return life.get(life.size() - 1).at();
    }

    /** What it was before it was suspended, the last time. */
    PlatformState beforeSuspension() {
        for (int i = life.size() - 1; i >= 0; i--) {
            if (life.get(i).state() != PlatformState.SUSPENDED) {
                return life.get(i).state();
            }
        }
        return PlatformState.PROVISIONED;
    }

    /** Whether it is a trial whose last day is before this one. */
    boolean isOverOn(LocalDate day) {
        return endsOn != null && endsOn.isBefore(day);
    }

    /** Whether it was joined at the end of that day. */
    boolean isConnectedOn(LocalDate day) {
        var joined = false;
        for (var entry : life) {
            if (LocalDate.ofInstant(entry.at(), Agency.COUNTRY).isAfter(day)) {
                break;
            }
            joined = entry.state() == PlatformState.CONNECTED;
        }
        return joined;
    }
}

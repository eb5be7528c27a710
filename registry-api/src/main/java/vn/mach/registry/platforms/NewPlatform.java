package vn.mach.registry.platforms;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgencyId;
import vn.mach.registry.agencies.Agency;
import vn.mach.registry.agencies.NewAgency;
import vn.mach.registry.agencies.Quotas;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Refusal;

/**
 * The body of a creation.
 *
 * @param name of the agency, where it is not enrolled yet; so are level and codes
 * @param until the last day of a trial; 90 days from now if absent
 * @param quotas of a trial the usual ones if absent; of another none
 */
record NewPlatform(
        String agency,
        @Nullable String name,
        Agency.@Nullable Level level,
        @Nullable List<Agency.Code> codes,
        Platform.Kind kind,
        @Nullable LocalDate until,
        @Nullable Quotas quotas) {
    private static final Quotas OF_TRIAL = new Quotas(5, 20, 5);
    private static final int TRIAL_DAYS = 90;
    private static final int LONGEST_TRIAL_DAYS = 366;

    NewPlatform {
        agency = Body.text("agency", agency, 31);
        Body.required("kind", kind);
        if (until != null && kind != Platform.Kind.TRIAL) {
            throw new Refusal.Invalid("invalid-field", "until: only a trial ends on a day");
        }
        if (quotas != null && (quotas.datasets() < 1 || quotas.views() < 1 || quotas.accounts() < 1)) {
            throw new Refusal.Invalid("invalid-field", "quotas: at least 1 of each, with which it begins");
        }
        quotas = quotas == null && kind == Platform.Kind.TRIAL ? OF_TRIAL : quotas;
    }

    AgencyId id() {
        return AgencyId.of(agency);
    }

    NewAgency newAgency() {
        if (name == null || level == null) {
            throw new Refusal.Invalid(
                    "missing-field", "name, level: agency '" + agency + "' is not enrolled, so it is with these");
        }
        return new NewAgency(agency, name, level, codes);
    }

    /** Null for a platform that is no trial. */
    @Nullable
    LocalDate lastDay(LocalDate today) {
        if (kind != Platform.Kind.TRIAL) {
            return null;
        }
        var day = until == null ? today.plusDays(TRIAL_DAYS) : until;
        if (day.isBefore(today) || day.isAfter(today.plusDays(LONGEST_TRIAL_DAYS))) {
            throw new Refusal.Invalid("invalid-field", "until: from today to " + LONGEST_TRIAL_DAYS + " days from now");
        }
        return day;
    }
}

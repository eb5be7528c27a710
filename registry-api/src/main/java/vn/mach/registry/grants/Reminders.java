package vn.mach.registry.grants;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.time.LocalDate;
import java.time.Period;
import java.util.Comparator;
import java.util.List;
import vn.mach.registry.json.Json;

/** The grants that somebody should look at. */
final class Reminders {
    private static final int CERTIFIED_FOR_DAYS = 365;

    private Reminders() {}

    /** Those whose last day comes within the period, the next first. */
    static List<Grant> expiring(List<Grant> grants, LocalDate today, Period within) {
        var last = today.plus(within);
        return grants.stream()
                .filter(grant -> grant.state().allows(GrantState.Act.RENEW))
                .filter(grant -> !grant.until().isAfter(last))
                .sorted(Comparator.comparing(Grant::until))
                .toList();
    }

    /** Those of which nobody has said for a year that they are still needed, the longest first. */
    static ArrayNode recertification(List<Grant> grants, LocalDate until) {
        var list = Json.MAPPER.createArrayNode();
        grants.stream()
                .filter(grant -> grant.state().allows(GrantState.Act.CERTIFY))
                .filter(grant -> !due(grant).isAfter(until))
                .sorted(Comparator.comparing(Grant::lastCertified))
                .forEach(grant ->
                        list.add(GrantJson.of(grant).put("due", due(grant).toString())));
        return list;
    }

    private static LocalDate due(Grant grant) {
        return LocalDate.ofInstant(grant.lastCertified(), WorkingDays.COUNTRY).plusDays(CERTIFIED_FOR_DAYS);
    }
}

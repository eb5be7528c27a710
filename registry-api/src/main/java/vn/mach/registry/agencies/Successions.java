package vn.mach.registry.agencies;

import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import vn.mach.naming.AgencyId;

/** All mergers, as the answer to who answers for what on a day. A merger is never followed by an earlier one, so there is no circle. */
record Successions(Map<AgencyId, Merger> byEnded) {
    Successions {
        byEnded = Map.copyOf(byEnded);
    }

    static Successions of(Collection<Merger> mergers) {
        var byEnded = new HashMap<AgencyId, Merger>();
        mergers.forEach(merger -> byEnded.put(merger.from(), merger));
        return new Successions(byEnded);
    }

    /** The agency that answers for this one on that day: itself, or its successor, or that one's. */
    AgencyId responsible(AgencyId agency, LocalDate day) {
        var merger = byEnded.get(agency);
        return merger == null || day.isBefore(merger.on()) ? agency : responsible(merger.into(), day);
    }

    /** What this agency answers for on that day: itself and whoever ended in it; nothing once it has ended itself. */
    Set<AgencyId> answersFor(AgencyId agency, LocalDate day) {
        var all = new HashSet<AgencyId>();
        if (responsible(agency, day).equals(agency)) {
            all.add(agency);
        }
        byEnded.keySet().stream()
                .filter(ended -> responsible(ended, day).equals(agency))
                .forEach(all::add);
        return Set.copyOf(all);
    }

    /** Whether the agency goes on after that day begins. */
    boolean isThereOn(AgencyId agency, LocalDate day) {
        var merger = byEnded.get(agency);
        return merger == null || day.isBefore(merger.on());
    }

    /** Whether an agency ends in this one after that day. */
    boolean succeedsAfter(AgencyId agency, LocalDate day) {
        return byEnded.values().stream()
                .anyMatch(merger -> merger.into().equals(agency) && merger.on().isAfter(day));
    }

    boolean has(Merger merger) {
        return Objects.equals(byEnded.get(merger.from()), merger);
    }
}

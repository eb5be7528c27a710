package vn.mach.registry.agencies;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jdbi.v3.core.Handle;
import vn.mach.naming.AgencyId;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.csv.CsvProblems;
import vn.mach.registry.csv.CsvTable;
import vn.mach.registry.http.Caller;

/** Takes a table of agencies and their codes in one transaction: all of it, or nothing and every reason why. */
final class AgencyImport {
    private final AgencyStore store;
    private final AuditLog audit;

    AgencyImport(AgencyStore store, AuditLog audit) {
        this.store = store;
        this.audit = audit;
    }

    /** What an import changed; {@code unchanged} lines were known already. */
    record Outcome(int lines, List<AgencyId> enrolled, int codesAdded, int codesClosed, int unchanged) {
        boolean changesNothing() {
            return enrolled.isEmpty() && codesAdded == 0 && codesClosed == 0;
        }
    }

    Outcome run(Handle tx, Caller caller, CsvTable table, Instant now) {
        var problems = new CsvProblems();
        var rows = AgencyRow.of(table, problems);
        problems.refuseAny();
        if (rows.isEmpty()) {
            throw AgencyRow.emptyTable();
        }
        store.lockCodes(tx);
        var enrolled = new ArrayList<AgencyId>();
        int added = 0;
        int closed = 0;
        int unchanged = 0;
        for (var row : rows) {
            boolean isNew = enrolled(tx, row, now, problems);
            if (isNew) {
                enrolled.add(row.slug());
            }
            switch (code(tx, row, problems)) {
                case ADDED -> added++;
                case CLOSED -> closed++;
                case KNOWN -> unchanged += isNew ? 0 : 1;
            }
        }
        problems.refuseAny();
        var outcome = new Outcome(rows.size(), enrolled, added, closed, unchanged);
        if (!outcome.changesNothing()) {
            audit.record(tx, caller, "agency.import", rows.size() + " lines", details(outcome));
        }
        return outcome;
    }

    private static Map<String, Object> details(Outcome outcome) {
        return Map.of(
                "enrolled", outcome.enrolled().stream().map(AgencyId::slug).toList(),
                "codesAdded", outcome.codesAdded(),
                "codesClosed", outcome.codesClosed());
    }

    /** Whether the line's agency is new. */
    private boolean enrolled(Handle tx, AgencyRow row, Instant now, CsvProblems problems) {
        var known = store.find(tx, row.slug());
        if (known.isPresent()) {
            row.requireLike(known.get(), problems);
            return false;
        }
        return store.insert(tx, new Agency(row.slug(), row.name(), row.level(), List.of(), now, null));
    }

    private enum CodeChange {
        ADDED,
        CLOSED,
        KNOWN
    }

    private CodeChange code(Handle tx, AgencyRow row, CsvProblems problems) {
        var wanted = row.code();
        if (wanted == null) {
            return CodeChange.KNOWN;
        }
        var known = store.find(tx, row.slug()).orElseThrow().codes().stream()
                .filter(code ->
                        code.code().equals(wanted.code()) && code.validFrom().equals(wanted.validFrom()))
                .findFirst();
        if (known.isPresent()) {
            return compared(tx, row, known.get(), wanted, problems);
        }
        var holder = store.holder(tx, wanted);
        if (holder.isPresent()) {
            problems.add(row.row(), "code", "the code or its alias is of agency '" + holder.get() + "' on these days");
            return CodeChange.KNOWN;
        }
        store.insert(tx, row.slug(), wanted);
        return CodeChange.ADDED;
    }

    /** A code that has been closed since, by a merger, stays closed: a table without a last day knows less. */
    private CodeChange compared(Handle tx, AgencyRow row, Agency.Code known, Agency.Code wanted, CsvProblems problems) {
        if (!Objects.equals(known.alias(), wanted.alias())) {
            problems.add(row.row(), "alias", "the registry has '" + known.alias() + "' for this code");
        }
        var lastDay = wanted.validTo();
        if (lastDay == null || lastDay.equals(known.validTo())) {
            return CodeChange.KNOWN;
        }
        if (known.validTo() != null) {
            problems.add(row.row(), "valid_to", "the registry has " + known.validTo() + " for this code");
            return CodeChange.KNOWN;
        }
        store.close(tx, row.slug(), known, lastDay);
        return CodeChange.CLOSED;
    }
}

package vn.mach.registry.platforms;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgencyId;
import vn.mach.registry.agencies.Agencies;
import vn.mach.registry.agencies.Agency;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.csv.CsvProblems;
import vn.mach.registry.csv.CsvTable;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Refusal;

/** Takes a table of what platforms were, and since which day: those that were joined before there was this registry. */
final class PlatformImport {
    static final List<String> COLUMNS = List.of("agency", "kind", "state", "since");

    private final PlatformStore store;
    private final Agencies agencies;
    private final AuditLog audit;

    PlatformImport(PlatformStore store, Agencies agencies, AuditLog audit) {
        this.store = store;
        this.agencies = agencies;
        this.audit = audit;
    }

    record Outcome(int lines, int platforms, int states, int unchanged) {}

    private record Row(CsvTable.Row row, AgencyId agency, Platform.Kind kind, PlatformState state, LocalDate since) {
        Platform.Entry entry() {
            return new Platform.Entry(since.atStartOfDay(Agency.COUNTRY).toInstant(), state);
        }
    }

    Outcome run(Handle tx, Caller caller, CsvTable table) {
        var problems = new CsvProblems();
        var rows = new ArrayList<Row>();
        for (var line : table.rows()) {
            var row = row(line, problems);
            if (row != null) {
                rows.add(row);
            }
        }
        problems.refuseAny();
        rows.sort(Comparator.comparing(Row::since));
        int platforms = 0;
        int states = 0;
        for (var row : rows) {
            platforms += created(tx, row, problems) ? 1 : 0;
            states += entered(tx, row, problems) ? 1 : 0;
        }
        problems.refuseAny();
        if (states > 0) {
            audit.record(
                    tx,
                    caller,
                    "platform.import",
                    rows.size() + " lines",
                    Map.of("platforms", platforms, "states", states));
        }
        return new Outcome(rows.size(), platforms, states, rows.size() - states);
    }

    private static @Nullable Row row(CsvTable.Row line, CsvProblems problems) {
        var agency = problems.read(line, "agency", AgencyId::of);
        var kind = problems.read(line, "kind", PlatformImport::lastingKind);
        var state = problems.read(line, "state", PlatformState::of);
        var since = problems.date(line, "since");
        return agency == null || kind == null || state == null || since == null
                ? null
                : new Row(line, agency, kind, state, since);
    }

    private static Platform.Kind lastingKind(String code) {
        var kind = Platform.Kind.of(code);
        if (kind == Platform.Kind.TRIAL) {
            throw new Refusal.Invalid("invalid-field", "kind: own or hosted; a trial is made by POST /platforms");
        }
        return kind;
    }

    /** Whether the platform is new. */
    private boolean created(Handle tx, Row row, CsvProblems problems) {
        var known = store.find(tx, row.agency());
        if (known.isPresent()) {
            if (known.get().kind() != row.kind()) {
                problems.add(
                        row.row(),
                        "kind",
                        "the platform is " + known.get().kind().code() + " here");
            }
            return false;
        }
        if (agencies.find(tx, row.agency()).isEmpty()) {
            problems.add(row.row(), "agency", "is not enrolled: enrol or import it first");
            return false;
        }
        store.insert(tx, row.agency(), row.kind(), null);
        return true;
    }

    /** Whether the state is new; those before it are known, as rows come in the order of their days. */
    private boolean entered(Handle tx, Row row, CsvProblems problems) {
        var life = store.find(tx, row.agency()).map(Platform::life).orElse(List.of());
        if (problems.any() || life.contains(row.entry())) {
            return false;
        }
        if (row.since().isAfter(agencies.today())) {
            problems.add(row.row(), "since", "is to come: a state is told when it is so");
            return false;
        }
        if (!life.isEmpty()) {
            var last = life.get(life.size() - 1);
            if (!last.at().isBefore(row.entry().at())) {
                problems.add(row.row(), "since", "the registry knows a state since " + last.at() + " already");
                return false;
            }
            if (!last.state().mayBecome(row.state())) {
                problems.add(
                        row.row(), "state", "it is " + last.state().code() + " before, which does not become this");
                return false;
            }
        }
        store.enter(tx, row.agency(), row.state(), row.entry().at());
        return true;
    }
}

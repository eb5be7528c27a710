package vn.mach.agent.mariadb;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import vn.mach.agent.check.Check;
import vn.mach.agent.check.Finding;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.CapturedTable;

/** What the DBA prepares: a list of checks, which a run demands and {@code check} shows as a whole. */
final class Preflight {
    private Preflight() {}

    /**
     * Before anything is captured: throws Misconfigured, one line that names the remedy, for the first that fails. A table that is
     * {@code known}, captured before, may have been altered: what of it does not fit its contract is held.
     */
    static void check(Database database, List<CapturedTable> tables, Set<String> known) {
        demand(database, needed(database));
        for (var captured : tables) {
            var contract = captured.topic().contract();
            var checks = new TableChecks(database, captured.table(), contract).all();
            boolean fits = !known.contains(captured.table().table());
            demand(
                    database,
                    checks.stream()
                            .filter(check -> fits || !check.name().startsWith(TableChecks.COLUMNS + " "))
                            .toList());
        }
    }

    /** The server and the user. */
    static List<Check> needed(Database database) {
        var checks = new ArrayList<>(new GrantChecks(database).needed());
        checks.addAll(new ServerChecks(database).needed());
        return checks;
    }

    /** While it runs: throws {@link AgentFailure.Gap} if the log may lack rows, or parts of them, since the last look. */
    static void requireWholeRows(Database database) {
        new ServerChecks(database)
                .log().stream().filter(Finding::isFailure).findFirst().ifPresent(finding -> {
                    throw new AgentFailure.Gap("database " + database.config().place() + " " + finding.detail()
                            + " now: since the last look, changes may be missing from its log");
                });
    }

    private static void demand(Database database, List<Check> checks) {
        for (var check : checks) {
            check.run().stream().filter(Finding::isFailure).findFirst().ifPresent(finding -> {
                throw new AgentFailure.Misconfigured(
                        "database " + database.config().place() + " " + finding.detail() + ": " + finding.remedy());
            });
        }
    }
}

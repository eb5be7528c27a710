package vn.mach.agent.mariadb;

import java.util.ArrayList;
import java.util.List;
import vn.mach.agent.check.Check;
import vn.mach.agent.check.Finding;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.CapturedTable;

/** What the DBA prepares: a list of checks, which a run demands and {@code check} shows as a whole. */
final class Preflight {
    private Preflight() {}

    /** Before anything is captured: throws Misconfigured, one line that names the remedy, for the first that fails. */
    static void check(Database database, List<CapturedTable> tables) {
        demand(database, needed(database));
        for (var captured : tables) {
            demand(
                    database,
                    new TableChecks(database, captured.table(), captured.topic().contract()).all());
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

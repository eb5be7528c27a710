package vn.mach.agent.postgresql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import vn.mach.agent.check.Check;
import vn.mach.agent.check.Finding;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.change.Contract;

/** What the DBA prepares: a list of checks, which a run demands and {@code check} shows as a whole. */
final class Preflight {
    private static final List<String> OF_ROLE = List.of("table ", "read ", "row security ");

    private Preflight() {}

    /**
     * Before anything is captured: throws Misconfigured, one line that names the remedy, for the first that fails. A table that is
     * {@code known}, captured before, may have been altered: what of it does not fit its contract is held.
     */
    static void check(Database database, List<CapturedTable> tables, Set<String> known) {
        demand(database, needed(database));
        for (var captured : tables) {
            var checks = of(database, captured.table(), captured.topic().contract());
            demand(
                    database,
                    known.contains(captured.table().table())
                            ? checks.stream().filter(Preflight::isOfRole).toList()
                            : checks);
        }
    }

    private static boolean isOfRole(Check check) {
        return OF_ROLE.stream().anyMatch(check.name()::startsWith);
    }

    /** The server and the publication. */
    static List<Check> needed(Database database) {
        var checks = new ArrayList<>(new ServerChecks(database).needed());
        checks.add(Check.one(PublicationChecks.NAME, () -> PublicationChecks.look(database)));
        return checks;
    }

    private static List<Check> of(Database database, TableConfig table, Contract contract) {
        return new TableChecks(database, table, contract).all();
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

package vn.mach.agent.mariadb;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import vn.mach.agent.check.Check;
import vn.mach.agent.check.Finding;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.LastOffset;
import vn.mach.change.Contract;

/** All that can be found out about an agent's MariaDB, with the rights of the agent, changing nothing. */
public final class MariaDbCheck {
    private static final String DATABASE = "database";
    private static final String OFFSET = "stored offset";

    private final AgentConfig config;
    private final Map<String, Contract> contracts;
    private final LastOffset last;
    private final Clock clock;

    private MariaDbCheck(AgentConfig config, Map<String, Contract> contracts, LastOffset last, Clock clock) {
        this.config = config;
        this.contracts = contracts;
        this.last = last;
        this.clock = clock;
    }

    /**
     * Every finding, never stopping at the first failure.
     *
     * @param contracts by {@code <database>.<table>}; what needs one that is not there is not checked
     */
    public static List<Finding> run(AgentConfig config, Map<String, Contract> contracts, LastOffset last, Clock clock) {
        return new MariaDbCheck(config, contracts, last, clock).run();
    }

    private List<Finding> run() {
        var findings = new ArrayList<Finding>();
        try (var database = Database.connect(config.database())) {
            findings.add(Finding.ok(
                    DATABASE,
                    config.database().place() + " lets user "
                            + config.database().user() + " in"));
            checks(database).forEach(check -> findings.addAll(check.runAnyway()));
        } catch (AgentFailure e) {
            findings.add(Finding.fail(
                    DATABASE,
                    String.valueOf(e.getMessage()),
                    "check database.host, port, name, user and password; check --sql prints what makes the user"));
            findings.add(Finding.notChecked("server, log and tables", "the database cannot be asked"));
        }
        return findings;
    }

    private List<Check> checks(Database database) {
        var checks = new ArrayList<>(Preflight.needed(database));
        checks.addAll(new GrantChecks(database).advised());
        checks.addAll(new ServerChecks(database).advised(clock));
        checks.add(Check.one(OFFSET, () -> offset(database)));
        for (var table : config.tables()) {
            checks.addAll(new TableChecks(database, table, contracts.get(table.table())).all());
        }
        return checks;
    }

    /** Whether what is stored continues in what the server still has. */
    private Finding offset(Database database) {
        try {
            return Finding.ok(
                    OFFSET,
                    Start.foresee(config, database, last, Instant.now(clock)).describe());
        } catch (AgentFailure.Broken e) {
            return Finding.notChecked(OFFSET, String.valueOf(e.getMessage()));
        }
    }
}

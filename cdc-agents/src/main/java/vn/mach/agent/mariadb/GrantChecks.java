package vn.mach.agent.mariadb;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import vn.mach.agent.check.Check;
import vn.mach.agent.check.Finding;

/** What the agent's user may do: enough to read the log, and nothing that changes anything. */
final class GrantChecks {
    private static final Pattern GRANT = Pattern.compile("GRANT (.+) ON (.+?) TO .*", Pattern.DOTALL);
    private static final Pattern COLUMNS = Pattern.compile("\\([^)]*\\)");
    private static final String EVERYTHING = "ALL PRIVILEGES";
    private static final Set<String> READ = Set.of("REPLICATION SLAVE", "REPLICATION REPLICA", EVERYTHING);
    private static final Set<String> MONITOR = Set.of("BINLOG MONITOR", "REPLICATION CLIENT", EVERYTHING);

    private static final Set<String> HARMLESS = Set.of(
            "USAGE",
            "SELECT",
            "SHOW VIEW",
            "REPLICATION SLAVE",
            "REPLICATION REPLICA",
            "BINLOG MONITOR",
            "REPLICATION CLIENT",
            "SLAVE MONITOR",
            "REPLICA MONITOR",
            "SHOW DATABASES",
            "PROCESS");

    private final Database database;
    private final String user;

    GrantChecks(Database database) {
        this.database = database;
        this.user = database.config().user();
    }

    /** Without which nothing can be captured. */
    List<Check> needed() {
        return List.of(
                Check.one("replication user", () -> must("replication user", READ, "REPLICATION SLAVE")),
                Check.one("log monitor", () -> must("log monitor", MONITOR, "BINLOG MONITOR")));
    }

    /** What a careful DBA would want to know besides. */
    List<Check> advised() {
        return List.of(Check.one("least privilege", this::privilege));
    }

    private Finding must(String name, Set<String> anyOf, String right) {
        return grants().stream().anyMatch(grant -> grant.scope().equals("*.*") && anyOf.contains(grant.right()))
                ? Finding.ok(name, "user " + user + " has " + right)
                : Finding.fail(name, "user " + user + " has no " + right, "GRANT " + right + " ON *.* TO " + account());
    }

    private Finding privilege() {
        var name = "least privilege";
        var more = new LinkedHashSet<String>();
        for (var grant : grants()) {
            if (!HARMLESS.contains(grant.right())) {
                more.add(grant.right() + " on " + grant.scope());
            }
        }
        return more.isEmpty()
                ? Finding.ok(name, "user " + user + " may change nothing; the log it reads is that of all databases")
                : Finding.warn(
                        name,
                        "user " + user + " may do more than an agent needs: " + String.join(", ", more),
                        "give the agent a user of its own: check --sql prints it");
    }

    /** As the DBA has to name the user. */
    private String account() {
        return database.one("SELECT current_user()", row -> {
            var account = row.getString(1);
            int at = account.lastIndexOf('@');
            return "'" + account.substring(0, at) + "'@'" + account.substring(at + 1) + "'";
        });
    }

    private List<Grant> grants() {
        var grants = new ArrayList<Grant>();
        for (var line : database.query("SHOW GRANTS", row -> row.getString(1))) {
            var parts = GRANT.matcher(line);
            if (!parts.matches()) {
                grants.add(new Grant("a role (" + line.replaceAll(" TO .*", "") + ")", "what it holds"));
                continue;
            }
            for (var right : COLUMNS.matcher(parts.group(1)).replaceAll("").split(",", -1)) {
                grants.add(new Grant(right.strip().toUpperCase(Locale.ROOT), parts.group(2)));
            }
            if (line.contains("WITH GRANT OPTION")) {
                grants.add(new Grant("GRANT OPTION", parts.group(2)));
            }
        }
        return grants;
    }

    private record Grant(String right, String scope) {}
}

package vn.mach.sandbox.proof;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.host.SandboxFailure;

/** What the registry's database holds, compared with what its log says was done. */
final class AuditedRows {
    /** Each answers what is in one of the two only. */
    private static final List<String> DIFFERENCES = List.of(
            both("select slug from agencies", "agency.enrol"),
            both("select id from datasets", "dataset.define"),
            both("select id from views", "view.define"),
            both("select id from views where gate = 'RETIRED'", "view.retire"),
            both("select id from accounts", "account.create"),
            both("select id::text from agents", "agent.create"),
            both("select id::text from requests", "request.submit", "request.renew"),
            both("select id::text from grants", "grant.activate"),
            both(
                    "select id::text from grants where state in ('revoking', 'revoked', 'expiring', 'expired')",
                    "grant.revoke",
                    "grant.expire"),
            both("select id::text from grants where state in ('revoked', 'expired')", "grant.ended"),
            // Who did it is who is told: the two who approved, and the one who asked.
            """
            select 'author of ' || r.id from requests r where not exists (select from audit a
                where a.object = r.id::text and a.action in ('request.submit', 'request.renew') and a.subject = r.submitted_by)
            """,
            """
            select 'approver of ' || r.id from requests r where operator_approver is not null and not exists (select from audit a
                where a.object = r.id::text and a.action = 'request.approve' and a.subject = r.operator_approver)
            """,
            "select 'disabled ' || id from accounts where state = 'disabled' and not exists (select from audit a"
                    + " where a.object = id and a.action = 'account.disable')",
            "select 'no author of ' || seq from audit where subject = '' or agency = '' or action = '' or outcome = ''");

    private AuditedRows() {}

    /** Rows without their entry, entries without their row, each once for one. */
    private static String both(String rows, String... actions) {
        var told =
                "select object from audit where outcome = 'done' and action in ('" + String.join("','", actions) + "')";
        return "(select 'no entry: " + actions[0] + " ' || x from (" + rows + " except all " + told + ") a(x))"
                + " union all (select 'no row: " + actions[0] + " ' || x from (" + told + " except all " + rows
                + ") b(x))";
    }

    static Set<String> unmatched(Sandbox sandbox) {
        var found = new TreeSet<String>();
        try (var connection = sandbox.postgres().connect("registry");
                var statement = connection.createStatement()) {
            for (var sql : DIFFERENCES) {
                try (var rows = statement.executeQuery(sql)) {
                    while (rows.next()) {
                        found.add(rows.getString(1));
                    }
                }
            }
            return found;
        } catch (SQLException e) {
            throw SandboxFailure.broken("the registry's database cannot be read", e);
        }
    }
}

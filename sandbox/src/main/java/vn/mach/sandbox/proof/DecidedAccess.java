package vn.mach.sandbox.proof;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import vn.mach.naming.AgencyId;
import vn.mach.naming.Topics;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.host.SandboxFailure;

/**
 * What the rows of the registry's database come to in Kafka, worked out here once more from the rows alone: the ACLs of
 * accounts, the topics, the users. Agents are not touched by the proof, so theirs are what they were.
 */
record DecidedAccess(Set<AclBinding> acls, Set<String> topics, Map<String, Set<String>> users, int unsettled) {
    static DecidedAccess of(Sandbox sandbox) {
        var rows = new Rows(sandbox);
        var acls = new HashSet<AclBinding>();
        for (var grant : rows.of("select g.account, g.view from grants g join accounts a on a.id = g.account"
                + " where g.state = 'active' and a.state <> 'disabled'")) {
            acls.addAll(reading(grant.get(0), Topics.VIEW_PREFIX + grant.get(1)));
        }
        for (var own : rows.of("select a.id, d.id from accounts a join datasets d on d.agency = a.agency"
                + " where a.state <> 'disabled'")) {
            acls.addAll(reading(own.get(0), Topics.DEAD_LETTER_PREFIX + own.get(1)));
        }
        return new DecidedAccess(acls, topics(rows), users(rows), unsettled(rows));
    }

    private static Set<String> topics(Rows rows) {
        var topics = new HashSet<>(Topics.CONTROL);
        rows.of("select id from views where gate <> 'RETIRED'")
                .forEach(row -> topics.add(Topics.VIEW_PREFIX + row.get(0)));
        rows.of("select id from datasets").forEach(row -> {
            topics.add(Topics.DATA_PREFIX + row.get(0));
            topics.add(Topics.DEAD_LETTER_PREFIX + row.get(0));
        });
        rows.of("select id from agents").forEach(row -> {
            topics.add(Topics.AGENT_OFFSETS + "." + row.get(0));
            topics.add(Topics.HELD + "." + row.get(0));
        });
        return topics;
    }

    /** User to mechanisms. A pending account's is not there: what Kafka has of it was shown to nobody. */
    private static Map<String, Set<String>> users(Rows rows) {
        var users = new HashMap<String, Set<String>>();
        for (var account :
                rows.of("select id, mechanism, previous_until is not null from accounts" + " where state = 'active'")) {
            users.put(
                    account.get(0),
                    account.get(2).equals("t") ? Set.of("SCRAM-SHA-256", "SCRAM-SHA-512") : Set.of(account.get(1)));
        }
        return users;
    }

    /** The accounts of which Kafka may or may not have a user. */
    static Set<String> pending(Sandbox sandbox) {
        var pending = new HashSet<String>();
        new Rows(sandbox).of("select id from accounts where state = 'pending'").forEach(row -> pending.add(row.get(0)));
        return pending;
    }

    private static int unsettled(Rows rows) {
        return rows.of("select id from grants where state = 'revoking'").size();
    }

    private static Set<AclBinding> reading(String account, String topic) {
        var agency = AgencyId.of(account.substring(0, account.indexOf('.')));
        var literal = new ResourcePattern(ResourceType.TOPIC, topic, PatternType.LITERAL);
        var groups = new ResourcePattern(ResourceType.GROUP, agency.groupPrefix(), PatternType.PREFIXED);
        return Set.of(
                allow(account, literal, AclOperation.READ),
                allow(account, literal, AclOperation.DESCRIBE),
                allow(account, groups, AclOperation.READ));
    }

    static AclBinding allow(String user, ResourcePattern resource, AclOperation operation) {
        return new AclBinding(
                resource, new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW));
    }

    /** Rows of the registry's database, as text. */
    private record Rows(Sandbox sandbox) {
        List<List<String>> of(String sql) {
            try (var connection = sandbox.postgres().connect("registry");
                    var statement = connection.createStatement();
                    var found = statement.executeQuery(sql)) {
                var rows = new ArrayList<List<String>>();
                int columns = found.getMetaData().getColumnCount();
                while (found.next()) {
                    var row = new ArrayList<String>();
                    for (int i = 1; i <= columns; i++) {
                        row.add(String.valueOf(found.getString(i)));
                    }
                    rows.add(row);
                }
                return rows;
            } catch (SQLException e) {
                throw SandboxFailure.broken("the registry's database cannot be read", e);
            }
        }
    }
}

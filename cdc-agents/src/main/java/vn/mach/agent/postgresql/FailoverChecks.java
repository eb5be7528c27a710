package vn.mach.agent.postgresql;

import java.util.ArrayList;
import java.util.List;
import vn.mach.agent.check.Finding;
import vn.mach.agent.config.DatabaseConfig;
import vn.mach.agent.progress.AgentFailure;

/** Whether the agent goes on after a standby was promoted: its slot must be there, and no change it has published missing. */
final class FailoverChecks {
    static final String SLOT = "failover slot";
    private static final String WAITS = "failover order";

    private final Database database;
    private final List<DatabaseConfig> servers;
    private final String slot;

    /** Asks the primary, and each other server that the file names. */
    FailoverChecks(Database database, List<DatabaseConfig> servers) {
        this.database = database;
        this.servers = servers;
        this.slot = database.config().slot();
    }

    List<Finding> look() {
        if (database.version() < Slot.FAILOVER) {
            return List.of(
                    servers.size() == 1
                            ? Finding.ok(SLOT, "one server is named, and this version has no failover slots")
                            : Finding.warn(
                                    SLOT,
                                    "a standby keeps logical slots from PostgreSQL 17 on",
                                    "expect a gap after a promotion, and resync; or upgrade"));
        }
        var findings = new ArrayList<>(List.of(primary()));
        if (servers.size() > 1) {
            findings.add(order());
            servers.stream()
                    .filter(server -> !server.place().equals(database.config().place()))
                    .map(this::standby)
                    .forEach(findings::add);
        }
        return findings;
    }

    private Finding primary() {
        var found = database.query(
                "SELECT failover FROM pg_replication_slots WHERE slot_name = ?", row -> row.getBoolean(1), slot);
        if (found.isEmpty()) {
            return Finding.ok(SLOT, "the agent makes slot " + slot + " as one that a standby may keep");
        }
        return found.get(0)
                ? Finding.ok(SLOT, "a standby may keep slot " + slot)
                : Finding.warn(
                        SLOT,
                        "no standby keeps slot " + slot + ", so a promotion is a gap",
                        "start the agent again, which alters it; or stop it, and in psql 'replication=database …': ALTER_REPLICATION_SLOT "
                                + slot + " (FAILOVER true)");
    }

    /** Without it the agent may publish what a standby does not have yet. */
    private Finding order() {
        var named = database.one("SELECT current_setting('synchronized_standby_slots')", row -> row.getString(1));
        return named.isEmpty()
                ? Finding.warn(
                        WAITS,
                        "the primary tells the agent changes that no standby has yet; promoted without them, it is a gap",
                        "set synchronized_standby_slots on the primary to the physical slot of the standby")
                : Finding.ok(WAITS, "the agent is told a change when " + named + " has it");
    }

    private Finding standby(DatabaseConfig server) {
        var name = "standby " + server.host() + ":" + server.port();
        try (var standby = Database.open(server)) {
            if (!standby.isStandby()) {
                return Finding.warn(
                        name,
                        "is a primary, too",
                        "make it a standby of " + database.config().place());
            }
            var ready = standby.query(
                    "SELECT synced AND NOT temporary AND invalidation_reason IS NULL FROM pg_replication_slots"
                            + " WHERE slot_name = ?",
                    row -> row.getBoolean(1),
                    slot);
            return !ready.isEmpty() && ready.get(0)
                    ? Finding.ok(name, "keeps slot " + slot + ", and may be promoted")
                    : Finding.warn(
                            name,
                            "does not keep slot " + slot + " (yet), so its promotion is a gap",
                            "set sync_replication_slots, hot_standby_feedback, primary_slot_name, and dbname in"
                                    + " primary_conninfo there, and let the agent run; it takes up to a minute");
        } catch (AgentFailure e) {
            return Finding.notChecked(name, String.valueOf(e.getMessage()));
        }
    }
}

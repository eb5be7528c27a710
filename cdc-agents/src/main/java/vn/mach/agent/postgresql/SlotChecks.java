package vn.mach.agent.postgresql;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.check.Check;
import vn.mach.agent.check.Finding;

/** The replication slot: whether the agent can use it or has room to make it, and what it costs the server. */
final class SlotChecks {
    static final String SLOT = "replication slot";
    private static final String LAG = "slot lag";
    private static final long MUCH = 1L << 30;
    private static final String QUERY = """
            SELECT coalesce(s.plugin, 'none'), coalesce(s.database, 'none'), coalesce(s.active_pid, 0),
                   coalesce(a.usename, 'unknown'), coalesce(s.wal_status, 'lost'),
                   coalesce(pg_wal_lsn_diff(pg_current_wal_flush_lsn(), s.restart_lsn), 0)::bigint,
                   coalesce(pg_wal_lsn_diff(pg_current_wal_flush_lsn(), s.confirmed_flush_lsn), 0)::bigint
            FROM pg_replication_slots s LEFT JOIN pg_stat_activity a ON a.pid = s.active_pid WHERE s.slot_name = ?""";

    private final Database database;
    private final String slot;

    SlotChecks(Database database) {
        this.database = database;
        this.slot = database.config().slot();
    }

    List<Check> all() {
        return List.of(
                Check.one(SLOT, this::usable), Check.one("slot places", this::places), Check.one(LAG, this::lag));
    }

    private Finding usable() {
        var found = find();
        if (found == null) {
            return Finding.ok(SLOT, "slot " + slot + " is not there: the agent makes it");
        }
        if (!found.plugin().equals("pgoutput")
                || !found.database().equals(database.config().name())) {
            return Finding.fail(
                    SLOT,
                    "slot " + slot + " is of plugin " + found.plugin() + " and database " + found.database(),
                    "name a slot that nobody uses under database.slot");
        }
        if (found.status().equals("lost")) {
            return Finding.fail(
                    SLOT,
                    "slot " + slot + " is lost: the server removed log that it still needed",
                    "mach-agent resync FILE, then start the agent: it makes a new slot, reads the tables again while it"
                            + " streams, and publishes what differs");
        }
        return found.pid() == 0 ? atRisk(found) : inUse(found);
    }

    /** A role other than the agent's reads for itself, and what it has read the agent would never see. */
    private Finding inUse(Found found) {
        var detail = "slot " + slot + " is in use by process " + found.pid() + " of role " + found.role();
        return found.role().equals(database.config().user())
                ? Finding.warn(SLOT, detail, "nothing, if it is this agent; a second one would take its place")
                : Finding.fail(SLOT, detail, "stop that process, or name another slot under database.slot");
    }

    private Finding atRisk(Found found) {
        var remedy = "start the agent at once, and raise max_slot_wal_keep_size";
        return switch (found.status()) {
            case "unreserved" -> Finding.warn(SLOT, "slot " + slot + " is about to be lost", remedy);
            case "extended" ->
                Finding.warn(SLOT, "slot " + slot + " makes the server keep more than max_wal_size", remedy);
            default -> Finding.ok(SLOT, "slot " + slot + " is free");
        };
    }

    private Finding places() {
        var name = "slot places";
        if (find() != null) {
            return Finding.ok(name, "the slot has its place");
        }
        var slots = room("max_replication_slots", "pg_replication_slots");
        var senders = room("max_wal_senders", "pg_stat_replication");
        var detail = slots + " of max_replication_slots and " + senders + " of max_wal_senders are free";
        return slots < 1 || senders < 1
                ? Finding.fail(name, detail, "raise them and restart the server, or drop slots that nobody uses")
                : Finding.ok(name, detail);
    }

    private long room(String setting, String view) {
        return database.one(
                "SELECT current_setting(?)::bigint - (SELECT count(*) FROM " + view + ")",
                row -> row.getLong(1),
                setting);
    }

    private Finding lag() {
        var found = find();
        if (found == null) {
            return Finding.ok(LAG, "no slot, no log held back");
        }
        var detail = "the server keeps " + found.kept() + " bytes of log for it, " + found.unconfirmed()
                + " bytes are not published yet";
        return found.kept() > MUCH
                ? Finding.warn(
                        LAG,
                        detail,
                        "start the agent; if nobody needs it any more, SELECT pg_drop_replication_slot('" + slot + "')")
                : Finding.ok(LAG, detail);
    }

    private @Nullable Found find() {
        var rows = database.query(
                QUERY,
                row -> new Found(
                        row.getString(1),
                        row.getString(2),
                        row.getInt(3),
                        row.getString(4),
                        row.getString(5),
                        row.getLong(6),
                        row.getLong(7)),
                slot);
        return rows.isEmpty() ? null : rows.get(0);
    }

    /** A slot as it is; process 0 is none. */
    private record Found(
            String plugin, String database, int pid, String role, String status, long kept, long unconfirmed) {}
}

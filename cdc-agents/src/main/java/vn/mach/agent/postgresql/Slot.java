package vn.mach.agent.postgresql;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.agent.progress.AgentFailure;

/**
 * The agent's replication slot as the server knows it.
 *
 * @param confirmed changes before it are gone for this slot
 * @param lost whether the server has thrown away what the slot still needed
 */
record Slot(
        String name,
        String database,
        String plugin,
        boolean active,
        @Nullable Long confirmed,
        boolean lost) {
    private static final String QUERY = """
            SELECT slot_name, database, plugin, active, confirmed_flush_lsn::text,
                   coalesce(wal_status, 'lost') = 'lost' OR restart_lsn IS NULL
            FROM pg_replication_slots WHERE slot_name = ?""";
    private static final String KEPT = """
            SELECT 1 FROM pg_replication_slots
            WHERE slot_name = ? AND NOT failover AND NOT temporary AND NOT active AND wal_status <> 'lost'""";
    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);
    private static final Duration RELEASE = Duration.ofSeconds(15);
    /** The version from which on a standby can keep a logical slot. */
    static final int FAILOVER = 170_000;

    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration STEP = Duration.ofMillis(100);

    static @Nullable Slot find(Database database) {
        var rows = database.query(
                QUERY,
                row -> new Slot(
                        row.getString(1),
                        String.valueOf(row.getString(2)),
                        String.valueOf(row.getString(3)),
                        row.getBoolean(4),
                        row.getString(5) == null ? null : Lsn.parse(row.getString(5)),
                        row.getBoolean(6)),
                database.config().slot());
        return rows.isEmpty() ? null : rows.get(0);
    }

    /**
     * Waits until the slot is free. The server notices at once when a killed agent's connection is gone, but one that was
     * cut off in between it holds for up to wal_sender_timeout: that one is ended. This process is then the only one that
     * may write as the agent, and an agent tells the server its name.
     */
    static void awaitReleased(Database database, String application) {
        for (long waited = 0; ; waited += STEP.toMillis()) {
            var slot = find(database);
            if (slot == null || !slot.active()) {
                return;
            }
            if (waited == GRACE.toMillis()) {
                endOwn(database, application);
            }
            if (waited > RELEASE.toMillis()) {
                throw new AgentFailure.Unavailable(
                        "replication slot " + slot.name() + " is in use by another connection", null);
            }
            try {
                Thread.sleep(STEP.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AgentFailure.Broken("interrupted", e);
            }
        }
    }

    /** A role may end the connections of its own; that of another agent or program stays. */
    private static void endOwn(Database database, String application) {
        database.query("""
                SELECT pg_terminate_backend(a.pid)
                FROM pg_stat_activity a JOIN pg_replication_slots s ON s.active_pid = a.pid
                WHERE s.slot_name = ? AND a.usename = current_user AND a.application_name = ?""", row -> row.getBoolean(1), database.config().slot(), application);
    }

    /** Makes the slot; it tells what commits after the returned position, and follows a promotion where it can. */
    static long create(Database database) {
        return Lsn.parse(database.one(
                "SELECT lsn::text FROM pg_create_logical_replication_slot(?, 'pgoutput'"
                        + (database.version() >= FAILOVER ? ", failover => true)" : ")"),
                row -> row.getString(1),
                database.config().slot()));
    }

    /**
     * Lets a standby keep a slot that was made without that, by an older agent or by hand; nobody may use it now. The agent goes on
     * without if the server refuses, which {@link FailoverChecks} says.
     */
    static void followPromotions(Database database, String application) {
        if (database.version() < FAILOVER
                || database.query(KEPT, row -> "", database.config().slot()).isEmpty()) {
            return;
        }
        try (var stream = Database.replicating(database.config(), application)) {
            stream.execute(
                    "ALTER_REPLICATION_SLOT " + Column.quoted(database.config().slot()) + " (FAILOVER true)");
        } catch (AgentFailure e) {
            LOG.atWarn().addKeyValue("error", String.valueOf(e.getMessage())).log("no standby keeps the slot");
        }
    }

    /** Drops the slot of an unfinished snapshot: only a new slot can export the snapshot that fits its start. */
    static void drop(Database database, String application) {
        awaitReleased(database, application);
        if (find(database) != null) {
            database.query(
                    "SELECT pg_drop_replication_slot(?)",
                    row -> "",
                    database.config().slot());
        }
    }
}

package vn.mach.agent.postgresql;

import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.DatabaseConfig;
import vn.mach.agent.operate.KeptLog;

/** The log behind the agent's slot, as the server counts it. */
final class SlotLog {
    private static final long MEGABYTE = 1L << 20;
    private static final String KEPT = """
            SELECT coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn), 0)::bigint,
                   coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn), 0)::bigint,
                   coalesce(wal_status, 'lost'), safe_wal_size,
                   (SELECT setting::bigint FROM pg_settings WHERE name = 'max_slot_wal_keep_size')
            FROM pg_replication_slots WHERE slot_name = ?""";
    private static final String TERMINATE = """
            SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots
            WHERE slot_name = ? AND active_pid IS NOT NULL""";
    private static final String DROP =
            "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = ? AND NOT active";

    private SlotLog() {}

    /** Null while there is no slot; the budget is of this configuration, on whichever server the slot is. */
    static @Nullable KeptLog of(Database database, DatabaseConfig config) {
        var rows = database.query(
                KEPT,
                row -> {
                    long safe = row.getLong(4);
                    var safeBytes = row.wasNull() ? null : (Long) safe;
                    long limit = row.getLong(5);
                    return new KeptLog(
                            row.getLong(1),
                            row.getLong(2),
                            row.getString(3),
                            safeBytes,
                            limit < 0 ? null : (Long) (limit * MEGABYTE),
                            config.logBudget().bytes());
                },
                config.slot());
        return rows.isEmpty() ? null : rows.get(0);
    }

    /** Whether the slot is gone now; if not, whoever reads it is told to go, and it may be asked again. */
    static boolean drop(Database database) {
        var slot = database.config().slot();
        database.query(TERMINATE, row -> "", slot);
        database.query(DROP, row -> "", slot);
        return Slot.find(database) == null;
    }
}

package vn.mach.agent.postgresql;

import java.util.List;
import vn.mach.agent.check.Check;
import vn.mach.agent.check.Finding;

/** What the log may cost the server's disk, and what keeps it short. */
final class LogChecks {
    private static final String KEPT = "log kept for slots";
    private static final String DISK = "disk headroom";
    private static final String HEARTBEAT = "heartbeat";

    private final Database database;

    LogChecks(Database database) {
        this.database = database;
    }

    List<Check> all() {
        return List.of(Check.one(KEPT, this::kept), Check.one(DISK, this::disk), Check.one(HEARTBEAT, this::heartbeat));
    }

    private Finding kept() {
        var megabytes = megabytes("max_slot_wal_keep_size");
        return megabytes < 0
                ? Finding.warn(
                        KEPT,
                        "has max_slot_wal_keep_size=-1: while the agent is away the log can fill the disk",
                        "ALTER SYSTEM SET max_slot_wal_keep_size = '<what the disk can spare>'; SELECT pg_reload_conf();"
                                + " an agent that is away longer than that must read its tables again")
                : Finding.ok(KEPT, "keeps up to " + megabytes + " MB of log for a slot");
    }

    /** PostgreSQL has no function that tells how much of its disk is free, for no role. */
    private Finding disk() {
        var kept = megabytes("max_slot_wal_keep_size");
        var detail = "free space is not checked, no SQL tells it; the log has " + logSize() + " now, max_wal_size is "
                + megabytes("max_wal_size") + " MB, the database has "
                + database.one("SELECT pg_database_size(current_database()) >> 20", row -> row.getLong(1)) + " MB";
        return kept < 0
                ? Finding.warn(
                        DISK,
                        detail + ", and the log has no limit while the agent is away",
                        "limit it (see " + KEPT + "), and compare with df -h of the directory that SHOW data_directory"
                                + " names")
                : Finding.ok(DISK, detail + ", and a slot may keep " + kept + " MB: the disk needs that much more");
    }

    private String logSize() {
        return database.one("SELECT has_function_privilege('pg_ls_waldir()', 'EXECUTE')", row -> row.getBoolean(1))
                ? database.one("SELECT coalesce(sum(size), 0)::bigint >> 20 FROM pg_ls_waldir()", row -> row.getLong(1))
                        + " MB"
                : "a size that is not checked (GRANT EXECUTE ON FUNCTION pg_ls_waldir() TO "
                        + database.config().user() + " shows it)";
    }

    /** Without it an idle captured table beside a busy one makes the server keep its log. */
    private Finding heartbeat() {
        var denied = database.query(
                "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace"
                        + " AND proname = 'pg_logical_emit_message' AND proargtypes[2] = 'text'::regtype"
                        + " AND NOT has_function_privilege(oid, 'EXECUTE')",
                row -> row.getString(1));
        var user = database.config().user();
        return denied.isEmpty()
                ? Finding.ok(HEARTBEAT, "is pg_logical_emit_message, which the role may call; it needs no table")
                : Finding.fail(
                        HEARTBEAT,
                        "role " + user + " may not call " + denied.get(0),
                        "GRANT EXECUTE ON FUNCTION " + denied.get(0) + " TO " + user);
    }

    /** These settings are in megabytes there; -1 is no limit. */
    private long megabytes(String setting) {
        return database.one("SELECT setting::bigint FROM pg_settings WHERE name = ?", row -> row.getLong(1), setting);
    }
}

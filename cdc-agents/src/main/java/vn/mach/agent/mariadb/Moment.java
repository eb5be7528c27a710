package vn.mach.agent.mariadb;

import vn.mach.agent.progress.AgentFailure;

/**
 * A transaction that reads everything as it was at one moment, whose place in the binary log MariaDB itself tells: it shows
 * all that is before, and nothing of what is after. No lock is taken.
 */
final class Moment implements AutoCloseable {
    private final Database database;
    private final BinlogPosition position;

    private Moment(Database database, BinlogPosition position) {
        this.database = database;
        this.position = position;
    }

    static Moment begin(Database database) {
        database.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
        database.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
        var file = status(database, "Binlog_snapshot_file");
        if (file.isEmpty()) {
            throw new AgentFailure.Misconfigured(
                    "database " + database.config().place() + " tells no place in its binary log: set log_bin");
        }
        return new Moment(
                database, new BinlogPosition(file, Long.parseLong(status(database, "Binlog_snapshot_position"))));
    }

    private static String status(Database database, String name) {
        return database.one("SHOW STATUS LIKE '" + name + "'", row -> row.getString(2));
    }

    BinlogPosition position() {
        return position;
    }

    /** Those that it shows; throws {@link AgentFailure.Unavailable} if there is none, for the log can be read after one only. */
    Gtids gtids() {
        var gtids = Gtids.at(database, position);
        if (gtids == null) {
            throw new AgentFailure.Unavailable(
                    "the binary log of " + database.config().place() + " has no place " + position + " any more", null);
        }
        if (gtids.equals(Gtids.NONE)) {
            throw new AgentFailure.Unavailable(
                    "the binary log of " + database.config().place() + " is empty: waits for its first transaction",
                    null);
        }
        return gtids;
    }

    @Override
    public void close() {
        database.execute("ROLLBACK");
    }
}

package vn.mach.agent.postgresql;

import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.progress.Progress;
import vn.mach.agent.publish.AgentOffset;

/**
 * Where a dataset continues in the log of a server, or why it does not. The slot knows the history up to what the agent
 * has confirmed, for it is part of the database: a restored or promoted server has the slot as it was at that moment. What
 * was published after that is looked up in the server's log.
 */
final class Continuation {
    /**
     * A server reads its log from the slot's restart position for this, as it does to stream. A begin is B, the position
     * of the commit, its time in µs since 2000, and the xid.
     */
    private static final String LOOK = """
            SELECT count(*) FROM pg_logical_slot_peek_binary_changes(?, ?, NULL,
                     'proto_version', '1', 'publication_names', quote_ident(?))
            WHERE xid::text = ?
              AND (get_byte(data, 0) = ascii('C') AND lsn = ? OR get_byte(data, 0) = ascii('B') AND lsn = ?
                   AND ('x' || encode(substr(data, 10, 8), 'hex'))::bit(64)::bigint = ?)""";

    private static final long MICROS_OF_2000 = 946_684_800_000_000L;

    private final Database database;
    private final AgentOffset last;
    private final Slot slot;
    private final long confirmed;

    private Continuation(Database database, AgentOffset last, Slot slot, long confirmed) {
        this.database = database;
        this.last = last;
        this.slot = slot;
        this.confirmed = confirmed;
    }

    /** Throws {@link AgentFailure.Gap} if the slot or the log no longer has what follows the offset. */
    static Continuation of(Database database, AgentOffset last) {
        var boundary = SourceLog.boundary(last);
        var slot = Slot.find(database);
        var name = database.config().slot();
        if (slot == null) {
            throw new AgentFailure.Gap(
                    "replication slot " + name + " is gone: the changes since " + Lsn.format(boundary) + " are lost");
        }
        var confirmed = slot.confirmed();
        if (slot.lost() || confirmed == null) {
            throw new AgentFailure.Gap("replication slot " + name + " is lost (its WAL was removed): the changes since "
                    + Lsn.format(boundary) + " are lost");
        }
        if (confirmed > boundary) {
            throw new AgentFailure.Gap("replication slot " + name + " is confirmed to "
                    + Lsn.format(confirmed) + ", but the agent has published only to " + Lsn.format(boundary)
                    + ": the changes between are lost");
        }
        var continuation = new Continuation(database, last, slot, confirmed);
        continuation.requireReached();
        return continuation;
    }

    /**
     * Where to read on. Not at the boundary itself, which heartbeats may have moved in a history that this server does not
     * have: from the last transaction that was told, or what the slot has confirmed after it, nothing was published.
     */
    Progress progress() {
        var stored = SourceLog.progress(last);
        var told = LogHistory.last(last);
        if (told == null || stored.open() != null) {
            // What is open is looked for by its id when it is read again.
            return stored;
        }
        return new Progress(stored.epoch(), Math.max(confirmed, told.end()), stored.commit(), null);
    }

    /** Throws {@link AgentFailure.Gap} if the server does not have the last transaction that was published. */
    void requireSameHistory() {
        var told = LogHistory.last(last);
        if (told == null || told.end() <= confirmed || slot.active()) {
            return;
        }
        if (told.isSnapshot() || !hasLast(told)) {
            throw new AgentFailure.Gap("the log of " + database.config().place() + " does not have the transaction to "
                    + Lsn.format(told.end()) + " that the agent has published: the database was restored to an earlier"
                    + " state, or promoted without the last changes");
        }
    }

    private boolean hasLast(LogHistory.Last told) {
        var end = new Database.Untyped(Lsn.format(told.end()));
        return database.patiently(() -> database.one(
                        LOOK,
                        row -> row.getInt(1),
                        slot.name(),
                        end,
                        database.config().publication(),
                        Long.toString(told.xid()),
                        end,
                        new Database.Untyped(Lsn.format(told.first())),
                        told.committedAt() - MICROS_OF_2000))
                == 2;
    }

    private void requireReached() {
        var told = LogHistory.last(last);
        long published = told == null ? SourceLog.boundary(last) : told.end();
        var end = Lsn.parse(database.one("SELECT pg_current_wal_flush_lsn()::text", row -> row.getString(1)));
        if (end < published) {
            throw new AgentFailure.Gap("the log of " + database.config().place() + " ends at " + Lsn.format(end)
                    + ", before " + Lsn.format(published)
                    + " to which the agent has published: the database was restored to an earlier state, or promoted"
                    + " without the last changes");
        }
    }
}

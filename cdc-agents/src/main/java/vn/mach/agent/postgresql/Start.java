package vn.mach.agent.postgresql;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.capture.Beginning;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.progress.Progress;
import vn.mach.agent.publish.AgentOffset;
import vn.mach.agent.publish.LastOffset;
import vn.mach.change.Epoch;

/**
 * How a run begins.
 *
 * @param resume where to read on, or null for an initial snapshot
 * @param epoch of the positions: the stored one, or for a snapshot a new one, greater than that of any agent before
 * @param marks by which the tables are known again
 * @param added tables of which nothing is published yet
 */
record Start(SourceLog log, int epoch, @Nullable Progress resume, TableMarks marks, Set<String> added)
        implements Beginning {
    Start {
        added = Set.copyOf(added);
    }

    /**
     * Compares what is stored with what the server still has. Throws {@link AgentFailure.Gap} when changes between the
     * two are lost, Misconfigured when the file no longer fits what is stored. Drops the slot of a snapshot that was
     * begun and never became visible.
     */
    static Start decide(AgentConfig config, Database database, @Nullable AgentOffset last, Instant now) {
        var start = foresee(config, database, last, now);
        if (start.resume() != null) {
            Slot.awaitReleased(database);
        } else if (last != null) {
            Slot.drop(database);
        }
        return start;
    }

    /**
     * A new slot, and a new epoch from its start on: what was changed before is not in it. Stored only after the slot is made, so
     * that a process which dies between finds the slot ahead of what is stored, and does this again.
     */
    static Start anew(AgentConfig config, Database database, AgentOffset last, Instant now) {
        Slot.drop(database);
        var log = SourceLog.of(database);
        var marks = TableMarks.of(database, config);
        long from = Slot.create(database);
        int epoch = Epoch.next(last.epoch(), now);
        return new Start(log, epoch, Progress.afterSnapshot(epoch, from), marks, Set.of());
    }

    /** What {@link #decide} would say now; changes and awaits nothing. */
    private static Start foresee(AgentConfig config, Database database, @Nullable AgentOffset last, Instant now) {
        var log = SourceLog.of(database);
        var marks = TableMarks.of(database, config);
        if (last == null) {
            requireNoSlot(database);
            return new Start(log, Epoch.next(null, now), null, marks, Set.of());
        }
        requireSameLog(config, log, last);
        if (last.phase() == AgentOffset.Phase.SNAPSHOT) {
            return new Start(log, Epoch.next(last.epoch(), now), null, marks, Set.of());
        }
        var added = added(config, last);
        TableMarks.of(last.source()).requireSame(marks);
        requireWhole(database, SourceLog.boundary(last));
        return new Start(log, last.epoch(), SourceLog.progress(last), marks, added);
    }

    /** As {@link #foresee}, beside an agent that may run: what it stores and confirms meanwhile is no gap. */
    static Start foresee(AgentConfig config, Database database, LastOffset last, Instant now) {
        var stored = last.read();
        for (; ; ) {
            try {
                return foresee(config, database, stored, now);
            } catch (AgentFailure.Gap e) {
                var newer = last.read();
                if (Objects.equals(newer, stored)) {
                    throw e;
                }
                stored = newer;
            }
        }
    }

    /** How it begins, for a person. */
    String describe() {
        return resume == null
                ? "none that is visible: starts with a snapshot of all tables"
                : "continues at " + Lsn.format(resume.boundary()) + " of epoch " + epoch;
    }

    @Override
    public AgentOffset offset(AgentConfig config, AgentOffset.Phase phase, Progress progress) {
        return log.offset(config, phase, progress, marks);
    }

    private static void requireNoSlot(Database database) {
        var slot = Slot.find(database);
        if (slot != null) {
            throw new AgentFailure.Misconfigured("replication slot " + slot.name()
                    + " exists, but this agent has never stored an offset: name a slot that nobody uses, or, if it is a"
                    + " left-over, SELECT pg_drop_replication_slot('" + slot.name() + "')");
        }
    }

    private static void requireSameLog(AgentConfig config, SourceLog log, AgentOffset last) {
        var stored = SourceLog.of(last);
        if (!stored.slot().equals(log.slot())) {
            throw new AgentFailure.Misconfigured("agent " + config.agent() + " has captured through slot "
                    + stored.slot() + ", not " + log.slot() + ": restore database.slot");
        }
        if (!stored.equals(log)) {
            throw new AgentFailure.Gap("agent " + config.agent() + " has captured database " + stored.database()
                    + " of cluster " + stored.system() + ", but "
                    + config.database().place() + " is "
                    + log.database() + " of cluster " + log.system() + ": its changes do not continue the dataset");
        }
    }

    /** Tables that the file names and what is stored does not. */
    private static Set<String> added(AgentConfig config, AgentOffset last) {
        var tables = SourceLog.tables(config);
        if (last.open() != null && !tables.equals(last.tables())) {
            throw new AgentFailure.Misconfigured("tables changed while a source transaction is half published: start"
                    + " once with " + last.tables() + ", then change them");
        }
        return config.tables().stream()
                .filter(table -> !last.tables().contains(table.table() + "=" + config.datasetOf(table)))
                .map(TableConfig::table)
                .collect(Collectors.toSet());
    }

    private static void requireWhole(Database database, long boundary) {
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
        var end = Lsn.parse(database.one("SELECT pg_current_wal_flush_lsn()::text", row -> row.getString(1)));
        if (end < boundary) {
            throw new AgentFailure.Gap("the log of " + database.config().place() + " ends at " + Lsn.format(end)
                    + ", before " + Lsn.format(boundary)
                    + " to which the agent has published: the database was restored to an earlier state");
        }
    }
}

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
 * @param history by which the log is known again
 */
record Start(
        SourceLog log, int epoch, @Nullable Progress resume, TableMarks marks, Set<String> added, LogHistory history)
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
        if (start.resume() != null && last != null) {
            Slot.awaitReleased(database, EngineProperties.application(config));
            Continuation.of(database, last).requireSameHistory();
            Slot.followPromotions(database, EngineProperties.application(config));
        } else if (last != null) {
            Slot.drop(database, EngineProperties.application(config));
        }
        return start;
    }

    /**
     * A new slot, and a new epoch from its start on: what was changed before is not in it. Stored only after the slot is made, so
     * that a process which dies between finds the slot ahead of what is stored, and does this again.
     */
    static Start anew(AgentConfig config, Database database, AgentOffset last, Instant now) {
        Slot.drop(database, EngineProperties.application(config));
        var log = SourceLog.of(database);
        var marks = TableMarks.of(database, config);
        long from = Slot.create(database);
        int epoch = Epoch.next(last.epoch(), now);
        var history = new LogHistory(database.timeline(), LogHistory.Last.snapshot(from));
        return new Start(log, epoch, Progress.afterSnapshot(epoch, from), marks, Set.of(), history);
    }

    /** What {@link #decide} would say now; changes and awaits nothing. */
    private static Start foresee(AgentConfig config, Database database, @Nullable AgentOffset last, Instant now) {
        var log = SourceLog.of(database);
        var marks = TableMarks.of(database, config);
        if (last == null) {
            requireNoSlot(database);
            return snapshot(log, Epoch.next(null, now), marks, database);
        }
        requireSameLog(database, log, last);
        if (last.phase() == AgentOffset.Phase.SNAPSHOT) {
            return snapshot(log, Epoch.next(last.epoch(), now), marks, database);
        }
        var added = added(config, last);
        TableMarks.of(last.source()).requireSame(marks);
        requireNotLeftBehind(config, database, last);
        var progress = Continuation.of(database, last).progress();
        var told = LogHistory.last(last);
        var history = new LogHistory(
                database.timeline(), told == null ? LogHistory.Last.snapshot(progress.boundary()) : told);
        return new Start(log, last.epoch(), progress, marks, added, history);
    }

    private static Start snapshot(SourceLog log, int epoch, TableMarks marks, Database database) {
        return new Start(
                log, epoch, null, marks, Set.of(), new LogHistory(database.timeline(), LogHistory.Last.snapshot(0)));
    }

    /** A primary that was left behind by a promotion and runs again: among several servers, the other one is meant. */
    private static void requireNotLeftBehind(AgentConfig config, Database database, AgentOffset last) {
        long followed = LogHistory.timeline(last);
        long timeline = database.timeline();
        if (timeline < followed && config.database().servers().size() > 1) {
            throw new AgentFailure.Unavailable(
                    "database " + database.config().place() + " is on timeline " + timeline
                            + ", but the agent has followed a promotion to timeline " + followed
                            + ": start the other server, and make this one its standby",
                    null);
        }
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
        return log.offset(config, phase, progress, marks, history);
    }

    private static void requireNoSlot(Database database) {
        var slot = Slot.find(database);
        if (slot != null) {
            throw new AgentFailure.Misconfigured("replication slot " + slot.name()
                    + " exists, but this agent has never stored an offset: name a slot that nobody uses, or, if it is a"
                    + " left-over, SELECT pg_drop_replication_slot('" + slot.name() + "')");
        }
    }

    private static void requireSameLog(Database database, SourceLog log, AgentOffset last) {
        var stored = SourceLog.of(last);
        if (!stored.slot().equals(log.slot())) {
            throw new AgentFailure.Misconfigured("agent " + last.agent() + " has captured through slot " + stored.slot()
                    + ", not " + log.slot() + ": restore database.slot");
        }
        if (!stored.equals(log)) {
            throw new AgentFailure.Gap("agent " + last.agent() + " has captured database " + stored.database()
                    + " of cluster " + stored.system() + ", but "
                    + database.config().place() + " is "
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
}

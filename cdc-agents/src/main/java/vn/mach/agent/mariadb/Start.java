package vn.mach.agent.mariadb;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
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
 * @param base of the names of the binary log's files
 * @param epoch of the positions: the stored one, or for a snapshot a new one, greater than that of any agent before
 * @param resume where to read on, or null for an initial snapshot
 * @param reached what holds at the last boundary
 * @param added tables of which nothing is published yet
 */
record Start(String base, int epoch, @Nullable Progress resume, Reached reached, Set<String> added)
        implements Beginning {
    private static final String FILE = "file";
    private static final String OFFSET = "position";
    private static final String THERE = "gtid-there";
    private static final String GTID = "gtid";
    private static final String STRUCTURE = "structure";

    Start {
        added = Set.copyOf(added);
    }

    /**
     * Compares what is stored with what the server still has; changes nothing. Throws {@link AgentFailure.Gap} when changes
     * between the two are lost, Misconfigured when the file no longer fits what is stored.
     */
    static Start decide(AgentConfig config, Database database, @Nullable AgentOffset last, Instant now) {
        var end = BinlogPosition.end(database);
        if (last == null || last.phase() == AgentOffset.Phase.SNAPSHOT) {
            int epoch = Epoch.next(last == null ? null : last.epoch(), now);
            return new Start(
                    end.base(),
                    epoch,
                    null,
                    new Reached(Gtids.NONE, 0, Gtids.NONE, new Structure(List.of())),
                    Set.of());
        }
        var stored = position(last);
        var there = Gtids.parse(last.source().get(THERE));
        var gtids = Gtids.parse(last.source().get(GTID));
        var added = added(config, last);
        requireWhole(config, database, stored, there, end);
        requireReached(config, database, gtids);
        return new Start(
                end.base(),
                last.epoch(),
                new Progress(last.epoch(), stored.number(), last.commit(), last.open()),
                new Reached(gtids, stored.number(), there, structure(database, last, added)),
                added.stream().map(TableConfig::table).collect(Collectors.toSet()));
    }

    /** A new epoch from now on: what was changed before is not in it. */
    static Start anew(AgentConfig config, Database database, AgentOffset last, Instant now) {
        try (var moment = Moment.begin(database)) {
            var structure = SnapshotReader.structure(database, config.tables());
            int epoch = Epoch.next(last.epoch(), now);
            var at = moment.position();
            return new Start(
                    at.base(),
                    epoch,
                    Progress.afterSnapshot(epoch, at.number()),
                    new Reached(moment.gtids(), at.number(), moment.gtids(), structure),
                    Set.of());
        }
    }

    /** As {@link #decide}, beside an agent that may run: what it stores meanwhile is no gap. */
    static Start foresee(AgentConfig config, Database database, LastOffset last, Instant now) {
        var stored = last.read();
        for (; ; ) {
            try {
                return decide(config, database, stored, now);
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
                : "continues after GTID " + reached.gtids() + ", not before "
                        + BinlogPosition.of(base, resume.boundary()) + ", of epoch " + epoch;
    }

    @Override
    public AgentOffset offset(AgentConfig config, AgentOffset.Phase phase, Progress progress) {
        var source = new LinkedHashMap<String, String>();
        if (phase == AgentOffset.Phase.STREAMING) {
            var position = BinlogPosition.of(base, reached.place());
            source.put(FILE, position.file());
            source.put(OFFSET, Long.toString(position.offset()));
            source.put(THERE, reached.there().toString());
            source.put(GTID, reached.gtids().toString());
            source.put(STRUCTURE, reached.structure());
        }
        return new AgentOffset(
                config.agent(),
                phase,
                progress.epoch(),
                progress.commit(),
                source,
                progress.open(),
                tables(config),
                System.currentTimeMillis());
    }

    static BinlogPosition position(AgentOffset last) {
        return new BinlogPosition(
                last.source().getOrDefault(FILE, ""),
                Long.parseLong(last.source().getOrDefault(OFFSET, "0")));
    }

    private static List<String> tables(AgentConfig config) {
        return config.tables().stream()
                .map(table -> table.table() + "=" + config.datasetOf(table))
                .sorted()
                .toList();
    }

    /**
     * As it was there; of a table that was added to the file since, as it is now. If that was altered between, the log says so,
     * and a row of before that does not fit ends the run.
     */
    private static Structure structure(Database database, AgentOffset last, List<TableConfig> added) {
        var structure = Structure.parse(last.source().getOrDefault(STRUCTURE, ""));
        return added.isEmpty() ? structure : structure.with(SnapshotReader.structure(database, added));
    }

    /** Tables that the file names and what is stored does not. */
    private static List<TableConfig> added(AgentConfig config, AgentOffset last) {
        if (last.open() != null && !tables(config).equals(last.tables())) {
            throw new AgentFailure.Misconfigured("tables changed while a source transaction is half published: start"
                    + " once with " + last.tables() + ", then change them");
        }
        return config.tables().stream()
                .filter(table -> !last.tables().contains(table.table() + "=" + config.datasetOf(table)))
                .toList();
    }

    private static void requireWhole(
            AgentConfig config, Database database, BinlogPosition stored, Gtids gtids, BinlogPosition end) {
        var place = config.database().place();
        if (!stored.base().equals(end.base())) {
            throw new AgentFailure.Gap("the binary log of " + place + " is named " + end.base() + ", not "
                    + stored.base() + " as when the agent published up to " + stored);
        }
        var files = database.query("SHOW BINARY LOGS", row -> row.getString(1));
        if (!files.contains(stored.file())) {
            throw new AgentFailure.Gap(
                    stored.number() > end.number()
                            ? behind(place, stored, end)
                            : "the binary log of " + place + " begins with " + files.get(0) + ": the changes since "
                                    + stored + " are purged");
        }
        if (stored.number() > end.number()) {
            throw new AgentFailure.Gap(behind(place, stored, end));
        }
        var found = Gtids.at(database, stored);
        if (!gtids.equals(found)) {
            throw new AgentFailure.Gap("the binary log of " + place + " has "
                    + (found == null ? "no transaction that ends" : "GTID " + found) + " at " + stored + ", not "
                    + gtids + " as when the agent published up to there: it is the log of another server, or of one"
                    + " that was reset or restored");
        }
    }

    /** A server that lost the end of its log to a power failure still has the place before. */
    private static void requireReached(AgentConfig config, Database database, Gtids gtids) {
        var end = Gtids.parse(database.setting("gtid_binlog_pos"));
        if (!end.hold(List.copyOf(gtids.byDomain().values()))) {
            throw new AgentFailure.Gap("the binary log of " + config.database().place() + " ends with GTID " + end
                    + ", before " + gtids + " to which the agent has published: it has lost its end, or the database"
                    + " was restored to an earlier state");
        }
    }

    private static String behind(String place, BinlogPosition stored, BinlogPosition end) {
        return "the binary log of " + place + " ends at " + end + ", before " + stored
                + " to which the agent has published: it was reset, or the database was restored to an earlier state";
    }
}

package vn.mach.agent.capture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.agent.hash.Hashing;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.agent.publish.ChangePublisher;
import vn.mach.agent.publish.HeldLog;

/**
 * Publishes the changes of held tables, once they fit, with the positions that they had when they were kept, and lets the tables flow
 * again. Each Kafka transaction holds some of them and, with the offset, how many are left; what comes meanwhile waits behind them. To
 * be used by one thread.
 */
final class Releases {
    private static final Logger LOG = LoggerFactory.getLogger(Releases.class);
    private static final long PATIENCE_NANOS = 10_000_000_000L;

    private final Map<String, CapturedTable> tables;
    private final Holds holds;
    private final HeldLog log;
    private final Hashing hashing;
    private final ChangeHandler batches;
    private final ChangePublisher publisher;
    private final SourceRecords records;
    private final Consumer<CapturedTable> released;

    /**
     * Releases that have not begun.
     *
     * @param tables by {@code <schema>.<table>}
     * @param released hears of a table that flows again, with its contract as it is registered by then, while no batch is in hand
     */
    Releases(
            Map<String, CapturedTable> tables,
            Holds holds,
            HeldLog log,
            Hashing hashing,
            ChangeHandler batches,
            ChangePublisher publisher,
            SourceRecords records,
            Consumer<CapturedTable> released) {
        this.tables = new HashMap<>(tables);
        this.holds = holds;
        this.log = log;
        this.hashing = hashing;
        this.batches = batches;
        this.publisher = publisher;
        this.records = records;
        this.released = released;
    }

    /**
     * Tries each held table. One of which no change waits flows again only if this is {@code asked} for or its contract is another one:
     * else it would be found not to fit again. Throws {@link AgentFailure.Unavailable} if one flows now whose contract has columns that
     * this run does not capture.
     */
    void look(boolean asked, BooleanSupplier over) throws InterruptedException {
        var flowing = new ArrayList<CapturedTable>();
        for (var hold : holds.byTable().entrySet()) {
            var captured = again(hold.getKey());
            if (captured != null
                    && (asked || hold.getValue().changes() > 0 || isAnother(captured))
                    && release(captured, over)) {
                flowing.add(captured);
            }
        }
        if (asked || !flowing.isEmpty()) {
            holds.sweep(); // an earlier process may have died before it did
        }
        for (var captured : flowing) {
            requireCaptured(captured);
            tables.put(captured.table().table(), captured);
        }
    }

    private boolean isAnother(CapturedTable captured) {
        return before(captured).topic().schemaId() != captured.topic().schemaId();
    }

    /** Without a column, the engine would leave every change to be completed from the table. */
    private void requireCaptured(CapturedTable captured) {
        if (!columns(before(captured)).containsAll(columns(captured))) {
            throw new AgentFailure.Unavailable(
                    "table " + captured.table().table() + " has a contract with more columns: it is captured anew",
                    null);
        }
    }

    private static Set<String> columns(CapturedTable captured) {
        return captured.topic().rowSchema().getFields().stream()
                .map(field -> captured.column(field.name()))
                .collect(Collectors.toSet());
    }

    private CapturedTable before(CapturedTable captured) {
        return Objects.requireNonNull(tables.get(captured.table().table()));
    }

    /** The table with its contract as it is registered now; null if that cannot be had, so that the table stays held. */
    private @Nullable CapturedTable again(String name) {
        var before = tables.get(name);
        try {
            return before == null
                    ? null
                    : new CapturedTable(before.table(), before.topic().again());
        } catch (AgentFailure e) {
            LOG.atWarn()
                    .addKeyValue("table", name)
                    .addKeyValue("error", String.valueOf(e.getMessage()))
                    .log("stays held");
            return null;
        }
    }

    private boolean release(CapturedTable captured, BooleanSupplier over) throws InterruptedException {
        var replay = new Replay(captured);
        if (!batches.beside(replay, over) || replay.isOver()) {
            return replay.flows;
        }
        try (var reader = log.read(replay.name, replay.offset())) {
            long heard = System.nanoTime();
            long at = reader.offset();
            while (!replay.isOver() && !over.getAsBoolean()) {
                replay.next = reader.next();
                if (reader.offset() > at) {
                    at = reader.offset();
                    heard = System.nanoTime();
                }
                replay.isLate = System.nanoTime() - heard > PATIENCE_NANOS;
                if (!batches.beside(replay, over)) {
                    break;
                }
            }
        }
        return replay.flows;
    }

    /** One table. Each run publishes what was read, while no batch is in hand. */
    private final class Replay implements Runnable {
        private final CapturedTable captured;
        private final String name;
        private final Map<String, TableMapper> mappers = new HashMap<>();
        private List<HeldLog.Held> next = List.of();
        private boolean isLate;
        private boolean flows;
        private boolean stays;

        Replay(CapturedTable captured) {
            this.captured = captured;
            this.name = captured.table().table();
        }

        boolean isOver() {
            return flows || stays;
        }

        long offset() {
            var hold = holds.of(name);
            return hold == null ? 0 : hold.offset();
        }

        @Override
        public void run() {
            if (holds.isGivenUp(name)) {
                holds.change(name, Hold::emptied);
            }
            for (var held : next) {
                if (!publish(held)) {
                    return;
                }
            }
            var hold = holds.of(name);
            if (hold == null || hold.changes() == 0) {
                holds.end(name);
                released.accept(captured);
                flows = true;
                LOG.atInfo().addKeyValue("table", name).log("flows again");
            } else if (isLate) {
                stay(hold.changes() + " held changes of table " + name
                        + " are not in the held topic any more; ask for a resync of the table");
            }
        }

        /** False if it does not fit. */
        private boolean publish(HeldLog.Held held) {
            var waiting = HeldChange.of(held.change());
            var hold = holds.of(name);
            if (hold == null || !hold.has(waiting.position())) {
                return true;
            }
            try {
                publish(waiting);
            } catch (AgentFailure.Unfit misfit) {
                stay(Holds.reason(misfit, captured.topic()));
                return false;
            }
            holds.change(name, kept -> kept.done(waiting.position(), held.offset()));
            return true;
        }

        private void publish(HeldChange waiting) {
            var change = waiting.change();
            var topic = captured.topic();
            if (change.isTruncation()) {
                publisher.truncate(waiting.position(), topic, change.committedAtMicros());
                return;
            }
            var mapper = mappers.computeIfAbsent(
                    waiting.unavailable(), unavailable -> TableMapper.ofHeld(captured, hashing, unavailable));
            var key = mapper.keys().key(change.key());
            var row = mapper.row(change, records);
            if (row != null || change.isDelete()) {
                publisher.change(waiting.position(), topic, change.kind(), key, row, change.committedAtMicros());
            }
        }

        private void stay(String reason) {
            var hold = holds.of(name);
            if (hold != null && !hold.reason().equals(reason)) {
                LOG.atWarn()
                        .addKeyValue("table", name)
                        .addKeyValue("error", reason)
                        .log("stays held");
            }
            holds.change(name, kept -> kept.because(reason));
            stays = true;
        }
    }
}

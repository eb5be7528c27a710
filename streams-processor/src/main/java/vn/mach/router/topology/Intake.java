package vn.mach.router.topology;

import java.util.EnumSet;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.change.DatasetControl;
import vn.mach.change.DeadLetter;
import vn.mach.change.DeadLetter.Cause;
import vn.mach.naming.DatasetId;
import vn.mach.view.ViewStatus.Incomplete;
import vn.mach.wire.SchemaRegistryException;

/**
 * Each record of a partition is taken in, or is kept as a dead letter, or waits for its schema; the next one is not kept from
 * it. A dead letter is in the transaction of all else.
 */
final class Intake {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final long FIRST_PAUSE_MILLIS = 500;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;
    private static final Incomplete WAITING =
            new Incomplete(null, "changes wait for the schema registry, which does not answer");

    private final DatasetId dataset;
    private final int partition;
    private final RecordReader reader;
    private final Memory memory;
    private final Output output;
    private final Runnable tell;
    private final LongSupplier clock;
    private final EnumSet<Cause> logged = EnumSet.noneOf(Cause.class);
    private long pause = FIRST_PAUSE_MILLIS;
    private long askAgainAt;
    private @Nullable Incoming current;

    /** @param tell makes every view tell its status, which has changed */
    Intake(
            DatasetId dataset,
            int partition,
            RecordReader reader,
            Memory memory,
            Output output,
            Runnable tell,
            LongSupplier clock) {
        this.dataset = dataset;
        this.partition = partition;
        this.reader = reader;
        this.memory = memory;
        this.output = output;
        this.tell = tell;
        this.clock = clock;
    }

    /** Throws {@link RegistryAway} when it would have to wait and cannot. */
    void accept(Incoming record) {
        if (memory.waiting().holds(record) || !settles(record)) {
            hold(record);
        }
    }

    /** What the views lack; null when nothing is known to be missing. */
    @Nullable
    Incomplete incomplete() {
        var lost = memory.gap().incomplete();
        return lost == null && !memory.waiting().isEmpty() ? WAITING : lost;
    }

    /** Goes on with what waits, if it is time to ask again and until the budget is spent or it is interrupted. */
    void goOn(ScanBudget budget, BooleanSupplier interrupted) {
        if (memory.waiting().isEmpty() || clock.getAsLong() < askAgainAt) {
            return;
        }
        memory.waiting().drain(record -> {
            if (interrupted.getAsBoolean() || budget.spent()) {
                return false;
            }
            boolean settled = settles(record);
            pause = settled ? FIRST_PAUSE_MILLIS : Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
            askAgainAt = settled ? 0 : clock.getAsLong() + pause;
            return settled;
        });
        if (memory.waiting().isEmpty()) {
            LOG.atInfo()
                    .addKeyValue("dataset", dataset)
                    .addKeyValue("partition", partition)
                    .log("nothing waits any more");
            tell.run();
        }
    }

    /** The record that comes now has a row that this view does not show, for it fails on it. */
    void failed(ViewEvaluator by, Cause cause, RuntimeException error) {
        // Its message may hold what is in the row.
        keep(Objects.requireNonNull(current), cause, error.getClass().getSimpleName(), by);
    }

    /** A scan came by a row that this view does not show, for it fails on it; of the record it came in, its position is known. */
    void failed(ViewEvaluator by, LastRow row, Cause cause, RuntimeException error) {
        long committedMillis = row.committedAtMicros() / 1_000;
        var record = new Incoming(null, null, row.position().toAscii(), committedMillis, Incoming.NONE);
        keep(record, cause, error.getClass().getSimpleName(), by);
    }

    private void hold(Incoming record) {
        boolean first = memory.waiting().isEmpty();
        memory.waiting().add(record);
        if (first) {
            askAgainAt = clock.getAsLong() + pause;
            LOG.atWarn()
                    .addKeyValue("dataset", dataset)
                    .addKeyValue("partition", partition)
                    .addKeyValue("error", WAITING.reason())
                    .log("records wait");
            tell.run();
        }
    }

    /** False, with nothing changed, if the schema registry has to be asked first and does not answer. */
    private boolean settles(Incoming record) {
        try {
            current = record;
            var reading = reader.read(record);
            if (reading instanceof RecordReader.Change change) {
                take(change, record.timestamp());
            } else if (reading instanceof RecordReader.Control control) {
                take(control);
            }
            return true;
        } catch (BadRecord e) {
            keep(record, e.why(), String.valueOf(e.getMessage()), null);
            return true;
        } catch (SchemaRegistryException.Unavailable e) {
            return false;
        } finally {
            current = null;
        }
    }

    private void take(RecordReader.Change change, long timestamp) {
        if (memory.rows().take(change.keyBody(), change.event(), timestamp)) {
            memory.marks().takenIn(change.event().source().position());
        }
    }

    /** What is said of the whole dataset; what is old or was said before changes nothing. */
    private void take(RecordReader.Control control) {
        var said = control.said();
        boolean isNew = said.kind() == DatasetControl.Kind.TRUNCATE
                ? memory.rows().take(said, control.wire())
                : memory.gap().hear(said);
        if (isNew) {
            memory.marks().takenIn(said.position());
        }
        if (isNew && said.kind() != DatasetControl.Kind.TRUNCATE) {
            memory.marks().gap(control.wire());
            tell.run();
        }
    }

    private void keep(Incoming record, Cause cause, String message, @Nullable ViewEvaluator by) {
        output.deadLetter(new DeadLetter(
                dataset,
                cause,
                message,
                by == null ? null : by.definition().id(),
                partition,
                record.offset(),
                record.timestamp(),
                record.position(),
                record.key(),
                record.value(),
                clock.getAsLong()));
        if (logged.add(cause)) {
            LOG.atError()
                    .addKeyValue("topic", dataset.topic())
                    .addKeyValue("partition", partition)
                    .addKeyValue("position", record.offset())
                    .addKeyValue("error", cause + ": " + message)
                    .log("kept as a dead letter; further ones for this cause are kept, not told");
        }
    }
}

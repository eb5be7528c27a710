package vn.mach.agent.publish;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.progress.Progress;
import vn.mach.agent.progress.TransactionProgress;
import vn.mach.change.ChangeEvent;
import vn.mach.change.DatasetControl;
import vn.mach.change.Operation;
import vn.mach.change.Position;

/**
 * Turns what a source tells into Kafka transactions, each of which holds events and the progress that covers them. One
 * thread at a time may use it.
 */
public final class ChangePublisher implements AutoCloseable {
    /** An idle source moves its boundary at every heartbeat; storing that more often is not worth a transaction. */
    private static final long IDLE_STORE_NANOS = Duration.ofSeconds(1).toNanos();

    /** Changes older than this, many at once, are a backlog: more will follow, and nobody waits for these very ones. */
    private static final long BEHIND_MICROS = 500_000;

    private static final int MANY = 100;

    /** A commit costs the time of some hundred changes: with a backlog, how long a transaction waits for more of it. */
    private static final long LONGEST_NANOS = Duration.ofMillis(250).toNanos();

    private final Supplier<TransactionalSink> streamingSink;
    private final Function<Progress, ProducerRecord<byte[], byte[]>> offsets;
    private final int epoch;
    private TransactionalSink sink;
    private @Nullable TransactionProgress progress;
    private boolean open;
    private long begunAt;
    private long committedAtMicros;
    private int rows;
    private long stored;
    private long storedAt;
    private @Nullable Watcher watcher;

    private ChangePublisher(
            TransactionalSink sink,
            Supplier<TransactionalSink> streamingSink,
            Function<Progress, ProducerRecord<byte[], byte[]>> offsets,
            int epoch,
            @Nullable TransactionProgress progress) {
        this.sink = sink;
        this.streamingSink = streamingSink;
        this.offsets = offsets;
        this.epoch = epoch;
        this.progress = progress;
        this.stored = progress == null ? 0 : progress.boundary();
        this.storedAt = System.nanoTime();
    }

    /**
     * Begins with a snapshot, all of it in one transaction.
     *
     * @param streamingSink opened when the snapshot is visible: its transactions may take less long
     */
    public static ChangePublisher ofSnapshot(
            TransactionalSink sink,
            Supplier<TransactionalSink> streamingSink,
            Function<Progress, ProducerRecord<byte[], byte[]>> offsets,
            int epoch) {
        return new ChangePublisher(sink, streamingSink, offsets, epoch, null);
    }

    /** Continues after {@code stored}. */
    public static ChangePublisher resume(
            TransactionalSink sink, Function<Progress, ProducerRecord<byte[], byte[]>> offsets, Progress stored) {
        return new ChangePublisher(sink, () -> sink, offsets, stored.epoch(), TransactionProgress.resume(stored));
    }

    /** Whether the snapshot, if there was one, is visible. */
    public boolean isStreaming() {
        return progress != null;
    }

    /** A row of the snapshot taken at log position {@code at}. */
    public void row(DatasetTopic topic, GenericRecord key, GenericRecord row, long at, long committedAtMicros) {
        if (progress != null) {
            throw new AgentFailure.Broken("a snapshot row of " + topic.dataset() + " after the snapshot", null);
        }
        publish(topic, key, Operation.READ, row, new Position(epoch, at, rows), committedAtMicros);
        rows = Math.addExact(rows, 1);
    }

    /** The snapshot taken at log position {@code at} is whole; it is visible when this returns. */
    public void snapshotDone(long at) {
        begin();
        var whole = Progress.afterSnapshot(epoch, at);
        commit(whole);
        sink.close();
        sink = streamingSink.get();
        progress = TransactionProgress.resume(whole);
    }

    /** A source transaction begins. */
    public void begin(String transaction) {
        streaming().begin(transaction);
    }

    /** A change within the source transaction; {@code after} is null exactly for a delete. */
    public void change(
            String transaction,
            DatasetTopic topic,
            Operation operation,
            GenericRecord key,
            @Nullable GenericRecord after,
            long committedAtMicros) {
        var position = streaming().next(transaction);
        if (position != null) {
            change(position, topic, operation, key, after, committedAtMicros);
        }
    }

    /** A change that had its position when it was kept. */
    public void change(
            Position position,
            DatasetTopic topic,
            Operation operation,
            GenericRecord key,
            @Nullable GenericRecord after,
            long committedAtMicros) {
        this.committedAtMicros = committedAtMicros;
        var event = publish(topic, key, operation, after, position, committedAtMicros);
        var told = watcher;
        if (told != null) {
            told.changed(topic, event.key());
        }
        if (operation == Operation.DELETE) {
            sink.send(topic.tombstone(key, position));
        }
    }

    /** Within the source transaction, all rows of the dataset are deleted. */
    public void truncate(String transaction, DatasetTopic topic, long committedAtMicros) {
        var position = streaming().next(transaction);
        if (position != null) {
            truncate(position, topic, committedAtMicros);
        }
    }

    /** A truncation that had its position when it was kept. */
    public void truncate(Position position, DatasetTopic topic, long committedAtMicros) {
        var told = watcher;
        if (told != null) {
            told.truncated(topic);
        }
        begin();
        topic.control(new DatasetControl(
                        topic.dataset(), DatasetControl.Kind.TRUNCATE, position, null, null, committedAtMicros))
                .forEach(sink::send);
    }

    /**
     * A change within the source transaction that waits elsewhere: {@code record} makes the Kafka record of it, and is not asked for
     * one that was kept or published before.
     */
    public void keep(String transaction, Function<Position, ProducerRecord<byte[], byte[]>> record) {
        var position = streaming().next(transaction);
        if (position != null) {
            begin();
            sink.send(record.apply(position));
        }
    }

    /** Between two source transactions, of which neither is published in part. */
    public boolean isBetween() {
        return progress != null && progress.isBetween();
    }

    /** The log position before which everything is told to this publisher. */
    public long boundary() {
        return progress == null ? 0 : progress.boundary();
    }

    /**
     * A place for rows, deletes or what is said of a dataset, that are no change of the source. What is written there becomes
     * visible with the next {@link #flush()}, which stores the offset in any case.
     */
    public Between between() {
        return new Between(streaming().between());
    }

    /** Tells of each change that is published from now on; null for nobody. */
    public void watch(@Nullable Watcher next) {
        watcher = next;
    }

    /** Hears of changes of the source, before they are visible. */
    public interface Watcher {
        void changed(DatasetTopic topic, byte[] wireKey);

        void truncated(DatasetTopic topic);
    }

    /** Writes at one place between two source transactions. */
    public final class Between {
        private final long commit;
        private int index;

        private Between(long commit) {
            this.commit = commit;
            ChangePublisher.this.begin();
        }

        /** The next position of this place. */
        public Position next() {
            return new Position(epoch, commit, index++);
        }

        /** How many positions were given away here. */
        public int written() {
            return index;
        }

        /** A row as it was read again. */
        public void row(DatasetTopic topic, GenericRecord key, GenericRecord row) {
            publish(topic, key, Operation.READ, row, next(), nowMicros());
        }

        /** A row that is not in the source any more. */
        public void delete(DatasetTopic topic, GenericRecord key) {
            var position = next();
            publish(topic, key, Operation.DELETE, null, position, nowMicros());
            sink.send(topic.tombstone(key, position));
        }

        /** Other records of the same Kafka transaction. */
        public void send(List<ProducerRecord<byte[], byte[]>> records) {
            records.forEach(sink::send);
        }
    }

    private static long nowMicros() {
        return System.currentTimeMillis() * 1_000;
    }

    /** A change within the source transaction that is not published; it counts, so that the others keep their positions. */
    public void pass(String transaction) {
        var unused = streaming().next(transaction);
    }

    /** The source transaction has ended; the log is read on from {@code end}. */
    public void end(String transaction, long end) {
        streaming().end(transaction, end);
    }

    /** The source has nothing before {@code at} that is not told yet. */
    public void idle(long at) {
        if (progress != null) {
            progress.idle(at);
        }
    }

    /**
     * As {@link #flush()} after so many changes were told at once, but a backlog may wait for more of it. Who calls this calls
     * {@link #flushOverdue()} now and then.
     */
    public void flushUnlessBehind(int told) {
        boolean behind = told >= MANY && nowMicros() - committedAtMicros > BEHIND_MICROS;
        if (!open || !behind || isOverdue()) {
            flush();
        }
    }

    /** Makes visible what has waited long enough. */
    public void flushOverdue() {
        if (open && isOverdue()) {
            flush();
        }
    }

    private boolean isOverdue() {
        return System.nanoTime() - begunAt > LONGEST_NANOS;
    }

    /** Makes everything told so far visible, with the progress that covers it. A snapshot waits until it is whole. */
    public void flush() {
        var streaming = progress;
        if (streaming == null) {
            return;
        }
        boolean moved = streaming.boundary() != stored && System.nanoTime() - storedAt > IDLE_STORE_NANOS;
        if (open || moved) {
            begin();
            commit(streaming.progress());
        }
    }

    /** The boundary that is stored: the source may forget what is before it. */
    public long storedBoundary() {
        return stored;
    }

    /** Gives up what is not visible. */
    @Override
    public void close() {
        sink.close();
    }

    private ProducerRecord<byte[], byte[]> publish(
            DatasetTopic topic,
            GenericRecord key,
            Operation operation,
            @Nullable GenericRecord after,
            Position position,
            long committedAtMicros) {
        begin();
        var source = new ChangeEvent.Source(topic.name(), position, committedAtMicros, operation == Operation.READ);
        var event = topic.event(key, new ChangeEvent(operation, after, source, System.currentTimeMillis()));
        sink.event(event, operation, committedAtMicros);
        return event;
    }

    private void begin() {
        if (!open) {
            sink.begin();
            open = true;
            begunAt = System.nanoTime();
        }
    }

    private void commit(Progress reached) {
        sink.send(offsets.apply(reached));
        sink.commit();
        open = false;
        stored = reached.boundary();
        storedAt = System.nanoTime();
    }

    private TransactionProgress streaming() {
        if (progress == null) {
            throw new AgentFailure.Broken("the source streams before its snapshot is whole", null);
        }
        return progress;
    }
}

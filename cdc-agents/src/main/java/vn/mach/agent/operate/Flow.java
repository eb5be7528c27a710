package vn.mach.agent.operate;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Operation;

/** What has become visible in Kafka since the process began, counted per dataset. Written by the capture, read by anyone. */
final class Flow {
    private static final long MICROS_PER_MILLI = 1_000;

    private final Map<String, Counts> byTopic;
    private final LongAdder transactions = new LongAdder();
    private final Histogram commits = new Histogram();
    private volatile long lagMillis = -1;
    private volatile long pendingSinceMicros = -1;

    Flow(List<CapturedDataset> datasets) {
        this.byTopic = datasets.stream()
                .collect(Collectors.toUnmodifiableMap(CapturedDataset::topic, dataset -> new Counts()));
    }

    Counts of(CapturedDataset dataset) {
        return Objects.requireNonNull(byTopic.get(dataset.topic()));
    }

    /** A transaction's counts of a topic are visible. */
    void add(String topic, Counts visible) {
        var counted = byTopic.get(topic);
        if (counted != null) {
            counted.add(visible);
        }
    }

    /** Of all datasets, keys and values. */
    long bytes() {
        return byTopic.values().stream().mapToLong(Counts::bytes).sum();
    }

    long transactions() {
        return transactions.sum();
    }

    Histogram commits() {
        return commits;
    }

    /** The first change of a transaction that is not visible yet was committed at the source at this time. */
    void pending(long committedAtMicros) {
        pendingSinceMicros = committedAtMicros;
    }

    /**
     * A Kafka transaction is visible.
     *
     * @param lastCommittedAtMicros of its last change; -1 if it had none
     */
    void committed(long nanos, long lastCommittedAtMicros) {
        transactions.increment();
        commits.add(nanos);
        pendingSinceMicros = -1;
        if (lastCommittedAtMicros >= 0) {
            lagMillis = millisSince(lastCommittedAtMicros);
        }
    }

    /** From commit to visible, of the last change, or of the oldest that waits for Kafka; null before the first. */
    @Nullable
    Long lagMillis() {
        var pending = pendingSinceMicros;
        if (pending >= 0) {
            return Math.max(lagMillis, millisSince(pending));
        }
        return lagMillis < 0 ? null : lagMillis;
    }

    private static long millisSince(long micros) {
        return Math.max(0, System.currentTimeMillis() - micros / MICROS_PER_MILLI);
    }

    /** The counts of one dataset. */
    static final class Counts {
        private final Map<Operation, LongAdder> rows = new EnumMap<>(Operation.class);
        private final LongAdder bytes = new LongAdder();

        Counts() {
            for (var operation : Operation.values()) {
                rows.put(operation, new LongAdder());
            }
        }

        void count(Operation operation, long size) {
            rows(operation).increment();
            bytes.add(size);
        }

        void add(Counts others) {
            rows.forEach((operation, count) -> count.add(others.rows(operation).sum()));
            bytes.add(others.bytes());
        }

        LongAdder rows(Operation operation) {
            return Objects.requireNonNull(rows.get(operation));
        }

        long bytes() {
            return bytes.sum();
        }
    }
}

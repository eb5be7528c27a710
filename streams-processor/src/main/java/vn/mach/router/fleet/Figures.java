package vn.mach.router.fleet;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.naming.DatasetId;
import vn.mach.router.operate.DatasetView;

/** What a dataset's application says of itself, out of Kafka Streams' own metrics, and how long it restored. */
final class Figures implements StateRestoreListener {
    private static final Logger LOG = LoggerFactory.getLogger(Figures.class);

    private final DatasetId dataset;
    private final KafkaStreams streams;
    private final Map<TopicPartition, Long> missing = new ConcurrentHashMap<>();
    private final Set<TopicPartition> restoring = ConcurrentHashMap.newKeySet();
    private long restored;
    private long beganAt;
    private volatile @Nullable Long tookMillis;

    Figures(DatasetId dataset, KafkaStreams streams) {
        this.dataset = dataset;
        this.streams = streams;
    }

    /**
     * As of one moment.
     *
     * @param rows in the stores, an estimate
     */
    record Now(
            int active,
            int standby,
            long restoring,
            @Nullable Long restoredMillis,
            double processed,
            double lag,
            double rows,
            double bytes) {
        static final Now NONE = new Now(0, 0, 0, null, 0, 0, 0, 0);

        DatasetView view(
                DatasetId dataset,
                DatasetView.State state,
                @Nullable String problem,
                Map<DatasetView.Admission, Long> views) {
            return new DatasetView(
                    dataset,
                    state,
                    problem,
                    views,
                    active,
                    standby,
                    restoring,
                    restoredMillis,
                    processed,
                    lag,
                    rows,
                    bytes);
        }
    }

    Now now() {
        var threads = streams.metadataForLocalThreads();
        var sums = new Sums();
        streams.metrics().forEach((name, metric) -> {
            if (metric.metricValue() instanceof Number number && !Double.isNaN(number.doubleValue())) {
                sums.add(name.group(), name.name(), name.tags(), number.doubleValue());
            }
        });
        return new Now(
                threads.stream().mapToInt(thread -> thread.activeTasks().size()).sum(),
                threads.stream()
                        .mapToInt(thread -> thread.standbyTasks().size())
                        .sum(),
                missing.values().stream().mapToLong(Long::longValue).sum(),
                tookMillis,
                sums.processed,
                sums.lag,
                sums.rows,
                sums.bytes);
    }

    @Override
    public synchronized void onRestoreStart(TopicPartition partition, String store, long from, long end) {
        if (restoring.isEmpty()) {
            beganAt = System.nanoTime();
            restored = 0;
        }
        restoring.add(partition);
        missing.put(partition, Math.max(0, end - from));
    }

    @Override
    public synchronized void onBatchRestored(TopicPartition partition, String store, long end, long count) {
        restored += count;
        missing.computeIfPresent(partition, (key, left) -> Math.max(0, left - count));
    }

    @Override
    public synchronized void onRestoreEnd(TopicPartition partition, String store, long total) {
        end(partition);
    }

    @Override
    public synchronized void onRestoreSuspended(TopicPartition partition, String store, long total) {
        end(partition);
    }

    private void end(TopicPartition partition) {
        missing.remove(partition);
        if (restoring.remove(partition) && restoring.isEmpty()) {
            long millis = (System.nanoTime() - beganAt) / 1_000_000;
            tookMillis = millis;
            LOG.atInfo()
                    .addKeyValue("dataset", dataset)
                    .addKeyValue("records", restored)
                    .addKeyValue("millis", millis)
                    .log("stores restored");
        }
    }

    /** Of the metrics of all threads, tasks and stores. */
    private static final class Sums {
        private double processed;
        private double lag;
        private double rows;
        private double bytes;

        void add(String group, String name, Map<String, String> tags, double value) {
            switch (name) {
                case "process-total" -> processed += group.equals("stream-thread-metrics") ? value : 0;
                case "records-lag" -> lag += tags.containsKey("partition") ? value : 0;
                case "estimate-num-keys" -> rows += value;
                case "live-sst-files-size" -> bytes += value;
                default -> {
                    // Kafka Streams has hundreds more.
                }
            }
        }
    }
}

package vn.mach.router.store;

import java.util.Map;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.MeasurableStat;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/** Rows and bytes of one store, under the names that Kafka Streams has for them; read by any thread. */
final class StoreFigures implements AutoCloseable {
    private static final String GROUP = "stream-state-metrics";

    private final StreamsMetrics metrics;
    private final Sensor sensor;
    private @Nullable RocksDB db;

    private StoreFigures(RocksDB db, StreamsMetrics metrics, Sensor sensor) {
        this.db = db;
        this.metrics = metrics;
        this.sensor = sensor;
    }

    static StoreFigures of(RocksDB db, String store, StateStoreContext context) {
        var task = context.taskId().toString();
        var metrics = context.metrics();
        var sensor = metrics.addSensor("store-" + store + "-" + task, Sensor.RecordingLevel.INFO);
        var figures = new StoreFigures(db, metrics, sensor);
        var tags = Map.of("task-id", task, "rows-state-id", store);
        sensor.add(
                new MetricName("estimate-num-keys", GROUP, "Rows, an estimate", tags),
                figures.measured("rocksdb.estimate-num-keys"));
        sensor.add(
                new MetricName("live-sst-files-size", GROUP, "Bytes on disk", tags),
                figures.measured("rocksdb.live-sst-files-size"));
        return figures;
    }

    long rows() {
        return (long) property("rocksdb.estimate-num-keys");
    }

    private MeasurableStat measured(String property) {
        return new MeasurableStat() {
            @Override
            public void record(MetricConfig config, double value, long timeMs) {
                // Measured when it is asked for.
            }

            @Override
            public double measure(MetricConfig config, long now) {
                return property(property);
            }
        };
    }

    private synchronized double property(String name) {
        try {
            return db == null ? 0 : db.getLongProperty(name);
        } catch (RocksDBException e) {
            return 0;
        }
    }

    /** Before the store itself is closed. */
    @Override
    public synchronized void close() {
        db = null;
        metrics.removeSensor(sensor);
    }
}

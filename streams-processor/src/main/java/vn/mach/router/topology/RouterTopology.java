package vn.mach.router.topology;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.router.store.RowStore;

/**
 * One dataset's router: its topic, and what is submitted again, in; its views' topics, {@code ctl.view-status},
 * {@code ctl.statistics} and its dead letters out; changelogged stores between.
 */
public final class RouterTopology {
    /** Key: the Avro body of the record key, without the wire header, which may change; value: {@link LastRow}. */
    static final String ROWS = "rows";
    /** Key: a view's id; value: {@link ViewProgress}. */
    static final String PROGRESS = "progress";
    /** Key: a view's id and a row's key; value: what {@link SeenRows} says. */
    static final String SEEN = "seen";

    /** Key: a number that grows; value: {@link Incoming}. Empty unless the schema registry is away. */
    static final String WAITING = "waiting";

    static final String VIEWS = "views";
    static final String STATUS = "status";
    static final String DEAD_LETTERS = "dead-letters";
    static final String STATISTICS = "statistics";

    private static final String DATA = "data";
    private static final String ROUTER = "router";

    /** Same partition in and out: the source partition of a key is that of its view records. */
    private static final StreamPartitioner<byte[], Outgoing> AS_TOLD =
            (topic, key, out, partitions) -> Optional.of(Set.of(out.partition()));

    private static final Serializer<Outgoing> VALUE = (topic, out) -> out.value();

    private RouterTopology() {}

    /** With stores on disk. */
    public static Topology build(DatasetId dataset, LiveViews live, ViewBinder binder) {
        return build(
                dataset,
                live,
                binder,
                ScanBudget.MAX_ROWS,
                name -> name.equals(ROWS) ? RowStore.supplier(name) : Stores.persistentKeyValueStore(name));
    }

    static Topology build(
            DatasetId dataset,
            LiveViews live,
            ViewBinder binder,
            int rowsPerTick,
            Function<String, KeyValueBytesStoreSupplier> storeSupplier) {
        var key = new ByteArrayDeserializer();
        var load = new Load();
        var pace = ThreadLocal.withInitial(() -> new CommitPace(load, System::nanoTime));
        ProcessorSupplier<byte[], byte[], byte[], Outgoing> router =
                () -> new RouterProcessor(dataset, live, binder, rowsPerTick, load, pace::get);
        return new Topology()
                .addSource(
                        AutoOffsetReset.earliest(),
                        DATA,
                        key,
                        new ByteArrayDeserializer(),
                        dataset.topic(),
                        dataset.replayTopic())
                .addProcessor(ROUTER, router, DATA)
                .addStateStore(store(storeSupplier.apply(ROWS)), ROUTER)
                // Cached: the position changes with every record, and need not be written more often than it is
                // committed.
                .addStateStore(store(storeSupplier.apply(PROGRESS)).withCachingEnabled(), ROUTER)
                .addStateStore(store(storeSupplier.apply(SEEN)), ROUTER)
                .addStateStore(store(storeSupplier.apply(WAITING)), ROUTER)
                .addSink(
                        VIEWS,
                        (unusedKey, out, unusedContext) -> out.topic(),
                        new ByteArraySerializer(),
                        VALUE,
                        AS_TOLD,
                        ROUTER)
                .addSink(STATUS, Topics.VIEW_STATUS, new ByteArraySerializer(), VALUE, AS_TOLD, ROUTER)
                .addSink(STATISTICS, Topics.STATISTICS, new ByteArraySerializer(), VALUE, AS_TOLD, ROUTER)
                .addSink(DEAD_LETTERS, dataset.deadLetterTopic(), new ByteArraySerializer(), VALUE, AS_TOLD, ROUTER);
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(KeyValueBytesStoreSupplier supplier) {
        return Stores.keyValueStoreBuilder(supplier, Serdes.Bytes(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of());
    }
}

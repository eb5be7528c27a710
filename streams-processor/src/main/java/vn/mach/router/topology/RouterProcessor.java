package vn.mach.router.topology;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import vn.mach.change.ChangeEvent;
import vn.mach.change.DeadLetter;
import vn.mach.change.Position;
import vn.mach.change.Statistics;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.view.ViewStatus;
import vn.mach.view.ViewStatus.Incomplete;
import vn.mach.wire.AvroSerializer;

/** Kafka Streams' side of a {@link PartitionRouter}: stores in, records out. */
final class RouterProcessor implements Processor<byte[], byte[], byte[], Outgoing>, Output {
    /** On every record of a view: the version of the definition that made it. */
    static final String VIEW_VERSION = "mach.view-version";

    private static final Duration TICK = Duration.ofMillis(20);
    private static final Duration PACE = Duration.ofMillis(10);

    private final DatasetId dataset;
    private final LiveViews live;
    private final ViewBinder binder;
    private final int rowsPerTick;
    private final AvroSerializer keys;
    private final AvroSerializer values;
    private final Load load;
    private final Supplier<CommitPace> paceOfThread;
    private @Nullable CommitPace pace;
    private @Nullable ProcessorContext<byte[], Outgoing> context;
    private @Nullable PartitionRouter router;

    /** @param paceOfThread the one of the thread that asks */
    RouterProcessor(
            DatasetId dataset,
            LiveViews live,
            ViewBinder binder,
            int rowsPerTick,
            Load load,
            Supplier<CommitPace> paceOfThread) {
        this.dataset = dataset;
        this.live = live;
        this.binder = binder;
        this.rowsPerTick = rowsPerTick;
        this.load = load;
        this.paceOfThread = paceOfThread;
        this.keys = AvroSerializer.ofKeys(binder.catalog());
        this.values = AvroSerializer.ofValues(binder.catalog());
    }

    @Override
    public void init(ProcessorContext<byte[], Outgoing> taskContext) {
        context = taskContext;
        var stores = new PartitionRouter.Stores(
                taskContext.getStateStore(RouterTopology.ROWS),
                taskContext.getStateStore(RouterTopology.PROGRESS),
                taskContext.getStateStore(RouterTopology.SEEN),
                taskContext.getStateStore(RouterTopology.WAITING));
        var partitionRouter = new PartitionRouter(
                dataset,
                taskContext.taskId().partition(),
                live,
                binder,
                stores,
                this,
                rowsPerTick,
                load,
                taskContext::currentSystemTimeMs);
        router = partitionRouter;
        load.comes();
        var ofThread = paceOfThread.get();
        pace = ofThread;
        taskContext.schedule(TICK, PunctuationType.WALL_CLOCK_TIME, now -> partitionRouter.tick());
        taskContext.schedule(PACE, PunctuationType.WALL_CLOCK_TIME, now -> {
            if (ofThread.isDue(partitionRouter)) {
                taskContext.commit();
            }
        });
    }

    @Override
    public void close() {
        load.goes();
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Objects.requireNonNull(pace).took();
        var partition = Objects.requireNonNull(router);
        partition.hearNews();
        var at = Objects.requireNonNull(context).recordMetadata().orElseThrow();
        partition.accept(Incoming.of(record, at, dataset.topic()));
    }

    @Override
    public void deadLetter(DeadLetter letter) {
        var key = keys.serialize(Topics.DEAD_LETTERS, letter.controlKey());
        var value = values.serialize(Topics.DEAD_LETTERS, letter.toAvro());
        var out = new Outgoing(dataset.deadLetterTopic(), 0, value);
        Objects.requireNonNull(context)
                .forward(
                        new Record<>(Objects.requireNonNull(key), out, letter.atMillis()), RouterTopology.DEAD_LETTERS);
    }

    @Override
    public void statistics(Statistics statistics) {
        var key = keys.serialize(Topics.STATISTICS, statistics.controlKey());
        var value = values.serialize(Topics.STATISTICS, statistics.toAvro());
        var out = new Outgoing(Topics.STATISTICS, 0, value);
        Objects.requireNonNull(context)
                .forward(
                        new Record<>(Objects.requireNonNull(key), out, statistics.atMillis()),
                        RouterTopology.STATISTICS);
    }

    @Override
    public void record(
            ViewEvaluator by, byte[] key, byte @Nullable [] value, ChangeEvent.Source source, long timestamp) {
        var task = Objects.requireNonNull(context);
        var view = by.definition();
        var out = new Outgoing(view.id().topic(), task.taskId().partition(), value);
        var headers = headers(
                source.position(),
                view.version(),
                Objects.requireNonNull(router).incomplete());
        task.forward(new Record<>(key, out, timestamp, headers), RouterTopology.VIEWS);
    }

    @Override
    public void status(ViewStatus status) {
        var task = Objects.requireNonNull(context);
        var key = keys.serialize(Topics.VIEW_STATUS, status.controlKey());
        var value = values.serialize(Topics.VIEW_STATUS, status.toAvro());
        var out = new Outgoing(Topics.VIEW_STATUS, 0, value);
        task.forward(new Record<>(Objects.requireNonNull(key), out, status.atMillis()), RouterTopology.STATUS);
        task.commit();
    }

    private static Headers headers(Position position, int version, @Nullable Incomplete incomplete) {
        var headers = new RecordHeaders()
                .add(Position.HEADER, position.toAscii())
                .add(VIEW_VERSION, bytes(Integer.toString(version)));
        return incomplete == null ? headers : headers.add(Incomplete.HEADER, bytes(incomplete.since()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

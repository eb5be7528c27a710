package vn.mach.router.topology;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import vn.mach.change.ChangeEvent;
import vn.mach.change.Position;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.router.topology.ViewWriter.Occasion;
import vn.mach.wire.WireFormat;

/** All views of one partition of one dataset: each change goes through each of them, then becomes the last row. */
final class PartitionRouter implements PartitionState {
    private static final long NOTHING_HEARD = -1;

    /** The stores of one partition, all in the transaction of what is written. */
    record Stores(
            KeyValueStore<Bytes, byte[]> rows,
            KeyValueStore<Bytes, byte[]> progress,
            KeyValueStore<Bytes, byte[]> seen) {}

    private final DatasetId dataset;
    private final int partition;
    private final LiveViews live;
    private final ViewBinder binder;
    private final Stores stores;
    private final Output output;
    private final int rowsPerTick;
    private final LongSupplier clock;
    private final SourceEventReader events;
    private final RowDecoder rows;
    private final ProgressCodec codec;
    private final Map<ViewId, PartitionView> views = new TreeMap<>();
    private long heard = NOTHING_HEARD;
    private @Nullable PartitionMarks marks;

    PartitionRouter(
            DatasetId dataset,
            int partition,
            LiveViews live,
            ViewBinder binder,
            Stores stores,
            Output output,
            int rowsPerTick,
            LongSupplier clock) {
        this.dataset = dataset;
        this.partition = partition;
        this.live = live;
        this.binder = binder;
        this.stores = stores;
        this.output = output;
        this.rowsPerTick = rowsPerTick;
        this.clock = clock;
        this.events = new SourceEventReader(binder.catalog());
        this.rows = new RowDecoder(binder.catalog());
        this.codec = new ProgressCodec(binder);
    }

    /** A record of the dataset's topic; throws {@link IllegalArgumentException} if it cannot be understood. */
    void accept(Record<byte @Nullable [], byte @Nullable []> record) {
        var event = event(record);
        var wireKey = record.key();
        if (wireKey == null) {
            throw new IllegalArgumentException("has no key");
        }
        if (event == null) {
            return;
        }
        var key = marks().rowKey(WireFormat.body(wireKey));
        var stored = stores.rows().get(key);
        var last = stored == null ? null : LastRow.fromBytes(stored);
        if (last != null && !event.source().position().isAfter(last.position())) {
            return;
        }
        var before = decoded(last);
        var after = decoded(event.row());
        var occasion = Occasion.of(event, record.timestamp());
        for (var view : views.values()) {
            view.changed(key, before, after, occasion);
        }
        stores.rows().put(key, event.row().toBytes());
        marks().takenIn(event.source().position());
    }

    /** Goes on with scans. */
    void tick() {
        hearNews();
        var budget = new ScanBudget(rowsPerTick);
        for (var view : views.values()) {
            if (view.wantsScan() && !hasNews()) {
                view.scan(stores.rows(), budget);
            }
        }
        hearNews();
    }

    private @Nullable SourceEvent event(Record<byte @Nullable [], byte @Nullable []> record) {
        var value = record.value();
        return value == null ? tombstone(record.headers(), record.timestamp()) : events.read(value);
    }

    /**
     * Compaction may have taken the delete event before a tombstone, so a tombstone is one too. If the event was read, it
     * has the same position and the tombstone is old.
     */
    private @Nullable SourceEvent tombstone(Headers headers, long timestamp) {
        var header = headers.lastHeader(Position.HEADER);
        if (header == null) {
            return null;
        }
        var at = SourceEventReader.untold(
                "the header " + Position.HEADER + " is malformed",
                Position::parse,
                new String(header.value(), StandardCharsets.UTF_8));
        var source = new ChangeEvent.Source(dataset.toString(), at, timestamp * 1_000, false);
        return SourceEvent.tombstone(source, timestamp);
    }

    /** Carries out what the fleet has said since: closes, opens, retires. To be called before anything is written. */
    void hearNews() {
        var now = live.current();
        if (now.changes() == heard) {
            return;
        }
        if (heard == NOTHING_HEARD) {
            load();
        }
        heard = now.changes();
        now.views().forEach((id, view) -> views.computeIfAbsent(
                        id, unused -> new PartitionView(id, this, stores.seen(), ViewProgress.NEW))
                .hand(view));
    }

    /** At the first use, so that the stores are restored. */
    private void load() {
        try (var all = stores.progress().all()) {
            all.forEachRemaining(entry -> {
                if (!PartitionMarks.isMark(entry.key)) {
                    var id = ViewId.parse(new String(entry.key.get(), StandardCharsets.UTF_8));
                    views.put(id, new PartitionView(id, this, stores.seen(), codec.fromBytes(entry.value)));
                }
            });
        }
        marks = new PartitionMarks(stores.progress());
        marks.requireSamePseudonyms(
                binder.pseudonymFingerprint(), views.values().stream().anyMatch(PartitionView::showsPseudonyms));
    }

    private PartitionMarks marks() {
        return Objects.requireNonNull(marks, "the news is heard before a record is taken in");
    }

    @Override
    public int partition() {
        return partition;
    }

    @Override
    public long now() {
        return clock.getAsLong();
    }

    @Override
    public @Nullable Position position() {
        return marks().position();
    }

    @Override
    public boolean hasNews() {
        return live.current().changes() != heard;
    }

    @Override
    public ViewBinder binder() {
        return binder;
    }

    @Override
    public DecodedRow decoded(@Nullable LastRow row) {
        return new DecodedRow(row, rows);
    }

    @Override
    public void save(ViewId view, ViewProgress progress) {
        stores.progress().put(Bytes.wrap(view.toString().getBytes(StandardCharsets.UTF_8)), codec.toBytes(progress));
    }

    @Override
    public Output output() {
        return output;
    }
}

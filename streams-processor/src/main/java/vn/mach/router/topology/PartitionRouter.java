package vn.mach.router.topology;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import vn.mach.change.DeadLetter.Cause;
import vn.mach.change.Position;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.router.topology.ViewWriter.Occasion;
import vn.mach.view.ViewDefinition;
import vn.mach.view.ViewStatus.Incomplete;

/** All views of one partition of one dataset: each change goes through each of them, then becomes the last row. */
final class PartitionRouter implements PartitionState {
    private static final long NOTHING_HEARD = -1;

    /** The stores of one partition, all in the transaction of what is written. */
    record Stores(
            KeyValueStore<Bytes, byte[]> rows,
            KeyValueStore<Bytes, byte[]> progress,
            KeyValueStore<Bytes, byte[]> seen,
            KeyValueStore<Bytes, byte[]> waiting) {}

    private final DatasetId dataset;
    private final int partition;
    private final LiveViews live;
    private final ViewBinder binder;
    private final Stores stores;
    private final Output output;
    private final int rowsPerTick;
    private final Load load;
    private final LongSupplier clock;
    private final RecordReader reader;
    private final RowDecoder decoder;
    private final SharedWork shared = new SharedWork();
    private final ViewIndex index = new ViewIndex();
    private final StoredProgress stored;
    private final Map<ViewId, PartitionView> views = new TreeMap<>();
    private long heard = NOTHING_HEARD;
    private long ticked;
    private @Nullable Memory memory;
    private @Nullable Intake intake;

    PartitionRouter(
            DatasetId dataset,
            int partition,
            LiveViews live,
            ViewBinder binder,
            Stores stores,
            Output output,
            int rowsPerTick,
            Load load,
            LongSupplier clock) {
        this.dataset = dataset;
        this.partition = partition;
        this.live = live;
        this.binder = binder;
        this.stores = stores;
        this.output = output;
        this.rowsPerTick = rowsPerTick;
        this.load = load;
        this.clock = clock;
        this.reader = new RecordReader(dataset, binder.catalog());
        this.decoder = new RowDecoder(binder.catalog(), shared);
        this.stored = new StoredProgress(stores.progress(), new ProgressCodec(binder, shared));
    }

    /** A record of the dataset's topic, after the news; throws {@link RegistryAway} if it would have to wait and cannot. */
    void accept(Incoming record) {
        intake().accept(record);
        tallies().save();
    }

    private void changed(Bytes key, @Nullable LastRow last, LastRow now, Occasion occasion) {
        if (memory().removed().hear(now)) {
            views.values().forEach(PartitionView::hearContract);
        }
        tallies().taken();
        var before = decoded(last);
        var after = decoded(now);
        for (var view : index.concerned(before, after)) {
            view.changed(key, before, after, occasion);
        }
    }

    /** Goes on with the truncation, then with what waits and with scans: to them its rows are deleted already. */
    void tick() {
        hearNews();
        var budget = budget();
        if (rows().sweeping()) {
            rows().sweep(budget, this::hasNews);
        }
        intake().goOn(budget, this::hasNews);
        for (var view : views.values()) {
            if (view.wantsScan() && !rows().sweeping() && !hasNews()) {
                view.scan(stores.rows(), budget);
            }
        }
        hearNews();
        tallies().tell(this::living, output);
    }

    private ScanBudget budget() {
        long now = load.taken();
        boolean busy = now != ticked;
        ticked = now;
        return new ScanBudget(rowsPerTick, busy, load.partitions());
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
        now.views().forEach((id, view) -> views.computeIfAbsent(id, this::begin).hand(view));
    }

    private PartitionView begin(ViewId id) {
        tallies().born(id);
        return new PartitionView(id, this, stores.seen(), ViewProgress.NEW);
    }

    /** At the first use, so that the stores are restored. */
    private void load() {
        stored.forEach((id, progress) -> {
            var view = new PartitionView(id, this, stores.seen(), progress);
            views.put(id, view);
            view.place();
        });
        var known = Memory.restored(stores, partition, reader, binder.catalog()::byId, this::changed, clock);
        memory = known;
        views.values().forEach(PartitionView::hearContract);
        intake = new Intake(dataset, partition, reader, known, output, this::tellAgain, clock);
        known.marks()
                .requireSamePseudonyms(
                        binder.pseudonymFingerprint(),
                        views.values().stream().anyMatch(PartitionView::showsPseudonyms));
    }

    private List<ViewId> living() {
        return views.entrySet().stream()
                .filter(view -> !view.getValue().isRetired())
                .map(Map.Entry::getKey)
                .toList();
    }

    private void tellAgain() {
        views.values().forEach(PartitionView::tellAgain);
    }

    private Intake intake() {
        return Objects.requireNonNull(intake, "the news is heard before a record is taken in");
    }

    private Memory memory() {
        return Objects.requireNonNull(memory, "the news is heard before a record is taken in");
    }

    private LastRows rows() {
        return memory().rows();
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
        return memory().marks().position();
    }

    @Override
    public @Nullable Incomplete incomplete() {
        return intake().incomplete();
    }

    @Override
    public boolean hasNews() {
        return live.current().changes() != heard;
    }

    @Override
    public ViewEvaluator bind(ViewDefinition definition) {
        return binder.bind(definition, shared);
    }

    @Override
    public void place(PartitionView view, List<Stretch> stretches) {
        index.place(view, stretches);
    }

    @Override
    public void failed(ViewEvaluator by, Cause cause, RuntimeException error) {
        intake().failed(by, cause, error);
    }

    @Override
    public void failed(ViewEvaluator by, LastRow row, Cause cause, RuntimeException error) {
        intake().failed(by, row, cause, error);
    }

    @Override
    public Removed removedFrom(@Nullable ViewEvaluator view) {
        var columns = memory().removed().namedBy(view);
        return columns.isEmpty()
                ? Removed.NOTHING
                : new Removed(columns, memory().removed().since());
    }

    @Override
    public Tallies tallies() {
        return memory().tallies();
    }

    @Override
    public DecodedRow decoded(@Nullable LastRow row) {
        return new DecodedRow(row, decoder);
    }

    @Override
    public void save(ViewId view, ViewProgress progress) {
        stored.save(view, progress);
    }

    @Override
    public Output output() {
        return output;
    }
}

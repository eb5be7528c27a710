package vn.mach.router.topology;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.ViewId;
import vn.mach.router.topology.LiveViews.LiveView;
import vn.mach.router.topology.PartitionState.Removed;
import vn.mach.router.topology.ViewWriter.Occasion;
import vn.mach.view.ColumnRule;
import vn.mach.view.Gate;
import vn.mach.view.ViewDefinition;
import vn.mach.view.ViewStatus;
import vn.mach.view.ViewStatus.Incomplete;
import vn.mach.view.ViewStatus.State;

/** One view in one partition: its life cycle, and what becomes of each changed or scanned row. */
final class PartitionView {
    private static final long STATUS_EVERY_MILLIS = 1_000;

    private final ViewId id;
    private final PartitionState state;
    private final ViewRows rows;
    private ViewProgress progress;
    private @Nullable LiveView live;
    private Removed removed = Removed.NOTHING;
    private long toldAt;

    PartitionView(ViewId id, PartitionState state, KeyValueStore<Bytes, byte[]> seen, ViewProgress progress) {
        this.id = id;
        this.state = state;
        this.rows = new ViewRows(id, state, new SeenRows(seen, id));
        this.progress = progress;
    }

    /** Has itself found by the changes that may concern it. */
    void place() {
        state.place(this, progress.stretches());
    }

    /** Takes over what the fleet says of this view. News that this partition is ahead of is no news. */
    void hand(LiveView next) {
        live = next;
        if (next.revision() < progress.revision()) {
            return;
        }
        if (next.revision() == progress.revision()) {
            if (isGone(next) && !isRetired()) {
                retire(next);
            } else if (writing() && progress.behind()) {
                startScan(progress.target(), progress.revision(), progress.anew());
            }
            return;
        }
        switch (next.definition().gate()) {
            case CLOSED -> become(progress.as(next.revision(), State.CLOSED));
            case RETIRED -> retire(next);
            case OPEN -> {
                if (next.mayBeWritten()) {
                    open(next.definition());
                }
            }
        }
    }

    /** Whether the topic holds pseudonyms, as far as this partition wrote it. */
    boolean showsPseudonyms() {
        return progress.stretches().stream()
                .map(Stretch::view)
                .filter(Objects::nonNull)
                .flatMap(view -> view.definition().columns().stream())
                .anyMatch(ColumnRule::isKeyed);
    }

    boolean isRetired() {
        return progress.state() == State.RETIRED;
    }

    private static boolean isGone(LiveView view) {
        return view.definition().gate() == Gate.RETIRED && view.topic() == LiveViews.Topic.MISSING;
    }

    /**
     * Whether this partition may write the view now: it is open, so is the newest that the fleet says, and it names nothing that
     * the dataset has no more: NULL would be told for it, and rows would leave.
     */
    private boolean writing() {
        boolean open = progress.state() == State.LIVE || progress.state() == State.BOOTSTRAPPING;
        return open
                && removed.columns().isEmpty()
                && live != null
                && live.revision() <= progress.revision()
                && live.mayBeWritten();
    }

    /** What a closed gate held back and what was taken back behind it is told anew: a subscriber may have lost any of it. */
    private void open(ViewDefinition definition) {
        var target = progress.target();
        boolean anew = tellsAnew();
        if (target == null || !target.runs(definition)) {
            startScan(state.bind(definition), definition.revision(), anew);
        } else if (anew || progress.scanning() || progress.behind()) {
            startScan(target, definition.revision(), anew);
        } else {
            become(progress.as(definition.revision(), State.LIVE));
        }
    }

    private boolean tellsAnew() {
        return progress.state() == State.CLOSED || progress.anew();
    }

    private void retire(LiveView next) {
        if (next.topic() == LiveViews.Topic.MISSING) {
            rows.forget();
            become(ViewProgress.gone(next.revision()));
        } else if (next.topic() == LiveViews.Topic.PRESENT) {
            startScan(null, next.revision(), tellsAnew());
        }
    }

    private void startScan(@Nullable ViewEvaluator target, long revision, boolean anew) {
        save(progress.scanTo(target, revision, anew));
        if (target != null) {
            tell();
        }
    }

    /** The row at {@code key} changes from {@code before} to {@code after}. */
    void changed(Bytes key, DecodedRow before, DecodedRow after, Occasion occasion) {
        if (isRetired()) {
            return;
        }
        if (writing()) {
            rows.tell(progress, key, before, after, occasion);
        } else if (rows.remember(progress, key, before, after) && !progress.behind()) {
            save(progress.fallingBehind());
        }
    }

    boolean wantsScan() {
        return progress.scanning() && writing();
    }

    /** Goes on with the scan until it is through, the budget is spent or the fleet has news. */
    void scan(KeyValueStore<Bytes, byte[]> store, ScanBudget budget) {
        var cursor = progress.cursor();
        long passed = 0;
        boolean through = true;
        try (var ahead = store.range(Stretch.START.equals(cursor) ? null : cursor, null)) {
            while (ahead.hasNext()) {
                if (budget.spent() || state.hasNews()) {
                    through = false;
                    break;
                }
                var next = ahead.next();
                if (!next.key.equals(cursor)) {
                    rows.pass(progress, next.key, LastRow.fromBytes(next.value));
                    cursor = next.key;
                    passed++;
                }
            }
        }
        if (cursor != null && passed > 0) {
            save(progress.passed(cursor, passed));
        }
        if (through) {
            become(progress.complete());
        } else if (progress.target() != null && state.now() - toldAt >= STATUS_EVERY_MILLIS) {
            tell();
        }
    }

    private void become(ViewProgress next) {
        if (next.state() == State.RETIRED) {
            state.tallies().gone(id);
        }
        save(next);
        tell();
    }

    /** Looks anew at what the dataset still has. */
    void hearContract() {
        var now = state.removedFrom(progress.target());
        if (!now.equals(removed)) {
            removed = now;
            tellAgain();
        }
    }

    private void save(ViewProgress next) {
        leave(progress.stretches(), next.stretches());
        progress = next;
        removed = state.removedFrom(next.target());
        place();
        state.save(id, next);
    }

    /** When something is to be told beside the life of the view; there is none before it was opened or once it is retired. */
    void tellAgain() {
        if (progress.revision() != ViewProgress.NEW.revision() && progress.state() != State.RETIRED) {
            tell();
        }
    }

    private Incomplete withoutColumns() {
        return new Incomplete(
                removed.since(),
                "stands still: the dataset has no more " + String.join(", ", removed.columns())
                        + ", which the view names");
    }

    /** What no stretch is made by any more is run no more. */
    @SuppressWarnings("ReferenceEquality") // most steps keep them
    private static void leave(List<Stretch> before, List<Stretch> after) {
        if (before == after) {
            return;
        }
        var left = Collections.<ViewEvaluator>newSetFromMap(new IdentityHashMap<>());
        before.stream().map(Stretch::view).filter(Objects::nonNull).forEach(left::add);
        after.stream().map(Stretch::view).filter(Objects::nonNull).forEach(left::remove);
        left.forEach(ViewEvaluator::leave);
    }

    private void tell() {
        toldAt = state.now();
        var status = new ViewStatus(
                id,
                state.partition(),
                progress.revision(),
                progress.state(),
                progress.scanned(),
                state.position(),
                removed.columns().isEmpty() ? state.incomplete() : withoutColumns(),
                toldAt);
        state.output().status(status);
    }
}

package vn.mach.router.topology;

import java.util.Objects;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.ViewId;
import vn.mach.router.topology.LiveViews.LiveView;
import vn.mach.router.topology.ViewEvaluator.Failures;
import vn.mach.router.topology.ViewWriter.Occasion;
import vn.mach.view.ColumnRule;
import vn.mach.view.Gate;
import vn.mach.view.ViewDefinition;
import vn.mach.view.ViewStatus;
import vn.mach.view.ViewStatus.State;

/** One view in one partition: its life cycle, and what becomes of each changed or scanned row. */
final class PartitionView {
    private static final long STATUS_EVERY_MILLIS = 1_000;

    private final ViewId id;
    private final PartitionState state;
    private final SeenRows seen;
    private final ViewWriter writer;
    private ViewProgress progress;
    private @Nullable LiveView live;
    private long toldAt;

    PartitionView(ViewId id, PartitionState state, KeyValueStore<Bytes, byte[]> seen, ViewProgress progress) {
        this.id = id;
        this.state = state;
        this.seen = new SeenRows(seen, id);
        this.writer = new ViewWriter(state.output());
        this.progress = progress;
    }

    /** Takes over what the fleet says of this view. News that this partition is ahead of is no news. */
    void hand(LiveView next) {
        live = next;
        if (next.revision() < progress.revision()) {
            return;
        }
        if (next.revision() == progress.revision()) {
            if (isGone(next) && progress.state() != State.RETIRED) {
                retire(next);
            } else if (writing() && progress.behind()) {
                startScan(progress.target(), progress.revision());
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
                .anyMatch(ColumnRule.Pseudonym.class::isInstance);
    }

    private static boolean isGone(LiveView view) {
        return view.definition().gate() == Gate.RETIRED && view.topic() == LiveViews.Topic.MISSING;
    }

    /** Whether this partition may write the view now: it is open, and so is the newest that the fleet says. */
    private boolean writing() {
        boolean open = progress.state() == State.LIVE || progress.state() == State.BOOTSTRAPPING;
        return open && live != null && live.revision() <= progress.revision() && live.mayBeWritten();
    }

    private void open(ViewDefinition definition) {
        var target = progress.target();
        if (target == null || !target.runs(definition)) {
            startScan(state.binder().bind(definition), definition.revision());
        } else if (progress.scanning() || progress.behind()) {
            startScan(target, definition.revision());
        } else {
            become(progress.as(definition.revision(), State.LIVE));
        }
    }

    private void retire(LiveView next) {
        if (next.topic() == LiveViews.Topic.MISSING) {
            seen.clear();
            become(ViewProgress.gone(next.revision()));
        } else if (next.topic() == LiveViews.Topic.PRESENT) {
            startScan(null, next.revision());
        }
    }

    private void startScan(@Nullable ViewEvaluator target, long revision) {
        save(progress.scanTo(target, revision));
        if (target != null) {
            tell();
        }
    }

    /** The row at {@code key} changes from {@code before} to {@code after}. */
    void changed(Bytes key, DecodedRow before, DecodedRow after, Occasion occasion) {
        if (progress.state() == State.RETIRED) {
            return;
        }
        var stretch = progress.stretchOf(key);
        if (!writing()) {
            remember(key, stretch, before, after);
        } else if (progress.hasPassed(key)) {
            turn(stretch.image(before), image(after, state.failures()), occasion);
        } else if (stretch.view() != null) {
            // Ahead of the scan: told by the newest definition at once, and noted so that the scan does not tell it
            // again.
            var now = image(after, state.failures());
            var known = seen.get(key);
            turn(known == null ? stretch.image(before) : known.orElse(null), now, occasion);
            seen.put(key, now);
        }
        // Else the topic has nothing of this row yet, and the scan will come by.
    }

    /** Nothing is written: keeps what the subscriber has, as soon as it differs from what the last row will tell. */
    private void remember(Bytes key, Stretch stretch, DecodedRow before, DecodedRow after) {
        if (stretch.view() == null || seen.get(key) != null) {
            return;
        }
        var had = stretch.image(before);
        if (RowTransition.between(had, stretch.image(after)) != RowTransition.NONE) {
            seen.put(key, had);
            if (!progress.behind()) {
                save(progress.fallingBehind());
            }
        }
    }

    boolean wantsScan() {
        return progress.scanning() && writing();
    }

    /** Goes on with the scan until it is through, the budget is spent or the fleet has news. */
    void scan(KeyValueStore<Bytes, byte[]> rows, ScanBudget budget) {
        var cursor = progress.cursor();
        long passed = 0;
        boolean through = true;
        try (var ahead = rows.range(Stretch.START.equals(cursor) ? null : cursor, null)) {
            while (ahead.hasNext()) {
                if (budget.spent() || state.hasNews()) {
                    through = false;
                    break;
                }
                var next = ahead.next();
                if (!next.key.equals(cursor)) {
                    pass(next.key, LastRow.fromBytes(next.value));
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

    private void pass(Bytes key, LastRow last) {
        var stretch = progress.stretchOf(key);
        var row = state.decoded(last);
        // A row that never reached the topic is not remembered either.
        var known = stretch.view() == null ? null : seen.get(key);
        var had = known == null ? stretch.image(row) : known.orElse(null);
        turn(had, image(row, Failures.KNOWN), Occasion.of(last, id.dataset().toString(), state.now()));
        if (known != null) {
            seen.remove(key);
        }
    }

    private Image.@Nullable Projected image(DecodedRow row, Failures failures) {
        var target = progress.target();
        return target == null ? null : target.image(row, failures);
    }

    private void turn(@Nullable Image before, Image.@Nullable Projected after, Occasion occasion) {
        if (before != null || after != null) {
            writer.turn(speaker(), before, after, occasion);
        }
    }

    /** The version whose schemas the events have; a view on its way out speaks as it did before. */
    private ViewEvaluator speaker() {
        return progress.stretches().stream()
                .map(Stretch::view)
                .filter(Objects::nonNull)
                .findFirst()
                .orElseThrow();
    }

    private void become(ViewProgress next) {
        save(next);
        tell();
    }

    private void save(ViewProgress next) {
        progress = next;
        state.save(id, next);
    }

    /** When something is to be told beside the life of the view; there is none before it was opened or once it is retired. */
    void tellAgain() {
        if (progress.revision() != ViewProgress.NEW.revision() && progress.state() != State.RETIRED) {
            tell();
        }
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
                state.incomplete(),
                toldAt);
        state.output().status(status);
    }
}

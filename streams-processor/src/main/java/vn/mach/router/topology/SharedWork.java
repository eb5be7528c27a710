package vn.mach.router.topology;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import vn.mach.view.BoundView;
import vn.mach.view.Condition;

/** What the views of a partition have in common, so that it is done once for a row. One thread at a time. */
final class SharedWork {
    /** One condition of any number of views, or one projection; the row remembers what it came to. */
    static final class Shared {
        private final BoundView any;
        private final ViewEncoder encoder;
        private int views;

        private Shared(BoundView any, ViewEncoder encoder) {
            this.any = any;
            this.encoder = encoder;
        }

        /** Of the same one. */
        ViewEncoder encoder() {
            return encoder;
        }

        /** One of those that have it in common: what it does, all do. */
        BoundView any() {
            return any;
        }

        /** Whether it is worth remembering. */
        boolean isShared() {
            return views > 1;
        }
    }

    private final Map<Condition, Shared> conditions = new HashMap<>();
    private final Map<Object, Shared> projections = new HashMap<>();
    private final IdentityHashMap<Schema, NeededColumns> needed = new IdentityHashMap<>(2);

    /** The columns that a view of this contract is known to need, which {@link ViewBinder} has made the one instance of its kind. */
    NeededColumns needed(Schema contract) {
        return needed.computeIfAbsent(contract, NeededColumns::new);
    }

    Shared condition(BoundView view, ViewEncoder encoder) {
        return joined(conditions.computeIfAbsent(view.condition(), unused -> new Shared(view, encoder)));
    }

    Shared projection(BoundView view, ViewEncoder encoder) {
        return joined(projections.computeIfAbsent(view.projection(), unused -> new Shared(view, encoder)));
    }

    /** The view is run no more: what nobody else has in common with it is forgotten. */
    void leave(BoundView view, Schema contract) {
        needed(contract).without(view);
        conditions.computeIfPresent(view.condition(), SharedWork::left);
        projections.computeIfPresent(view.projection(), SharedWork::left);
    }

    private static <K> @Nullable Shared left(K same, Shared shared) {
        return --shared.views == 0 ? null : shared;
    }

    /** How many conditions and projections there are. */
    int size() {
        return conditions.size() + projections.size();
    }

    private static Shared joined(Shared shared) {
        shared.views++;
        return shared;
    }
}

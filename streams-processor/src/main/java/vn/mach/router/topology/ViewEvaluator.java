package vn.mach.router.topology;

import java.util.List;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import vn.mach.change.DeadLetter.Cause;
import vn.mach.router.topology.SharedWork.Shared;
import vn.mach.view.BoundView;
import vn.mach.view.IndexedColumn;
import vn.mach.view.IndexedColumn.Required;
import vn.mach.view.ViewDefinition;
import vn.mach.wire.SchemaRegistryException;

/** One version of a view, ready to look at rows. One thread at a time. */
final class ViewEvaluator {
    /** Hears of a row that a view is not able to judge or to show. */
    interface Failures {
        /** For a row that was heard of when it came. */
        Failures KNOWN = (by, cause, error) -> {};

        /** @param error may hold what is in the row */
        void failed(ViewEvaluator by, Cause cause, RuntimeException error);
    }

    private final BoundView view;
    private final Schema contract;
    private final ViewEncoder encoder;
    private final SharedWork shared;
    private final List<Required> requirements;
    private final Shared condition;
    private final Shared projection;

    /** @param contract the row's schema, the one instance that equal contracts share */
    ViewEvaluator(BoundView view, Schema contract, ViewEncoder encoder, SharedWork shared) {
        this.view = view;
        this.contract = contract;
        this.encoder = encoder;
        this.shared = shared;
        shared.needed(contract).of(view);
        this.requirements = IndexedColumn.requiredBy(view.condition());
        this.condition = shared.condition(view, encoder);
        this.projection = shared.projection(view, encoder);
    }

    /** To be called when it is run no more, once. */
    void leave() {
        shared.leave(view, contract);
    }

    Schema contract() {
        return contract;
    }

    /** What a row must have to be shown. */
    List<Required> requirements() {
        return requirements;
    }

    /** Whether both show the same of every row. */
    @SuppressWarnings("ReferenceEquality") // equal projections are one
    boolean showsAs(ViewEvaluator other) {
        return projection == other.projection;
    }

    ViewDefinition definition() {
        return view.definition();
    }

    ViewEncoder encoder() {
        return encoder;
    }

    /** Whether this is the same SELECT for the same audience, whatever its revision and gate. */
    boolean runs(ViewDefinition other) {
        var mine = definition();
        return mine.with(other.gate(), other.revision()).equals(other);
    }

    /**
     * What this view shows of the row; null when there is no row or the view does not admit it. A row that the condition or a
     * rule fails on is not shown: every time, so that before and after agree, and the other views are not concerned.
     */
    Image.@Nullable Projected image(DecodedRow row, Failures failures) {
        var failing = Cause.CONDITION_FAILED;
        try {
            var whole = row.as(contract);
            if (whole == null || !row.isAdmittedBy(condition, whole)) {
                return null;
            }
            failing = Cause.PROJECTION_FAILED;
            return new Image.Projected(this, row.projectedBy(projection, whole));
        } catch (SchemaRegistryException e) {
            throw e; // nothing is known of the row yet
        } catch (RuntimeException e) {
            failures.failed(this, failing, e);
            return null;
        }
    }
}

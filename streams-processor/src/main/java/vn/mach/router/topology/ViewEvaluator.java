package vn.mach.router.topology;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.view.BoundView;
import vn.mach.view.ViewDefinition;

/** One version of a view, ready to look at rows. One thread at a time. */
final class ViewEvaluator {
    private static final Logger LOG = LoggerFactory.getLogger(ViewEvaluator.class);

    private final BoundView view;
    private final Schema contract;
    private final ViewEncoder encoder;
    private boolean told;

    /** @param contract the row's schema, the one instance that equal contracts share */
    ViewEvaluator(BoundView view, Schema contract, ViewEncoder encoder) {
        this.view = view;
        this.contract = contract;
        this.encoder = encoder;
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
    Image.@Nullable Projected image(DecodedRow row) {
        var whole = row.as(contract);
        if (whole == null) {
            return null;
        }
        try {
            return view.admits(whole) ? new Image.Projected(this, view.projectKey(whole), view.project(whole)) : null;
        } catch (RuntimeException e) {
            failed(e);
            return null;
        }
    }

    private void failed(RuntimeException e) {
        if (!told) {
            told = true;
            LOG.atError()
                    .addKeyValue("view", definition().id())
                    .addKeyValue("version", definition().version())
                    .addKeyValue("error", e.getClass().getSimpleName())
                    .log("the view fails on a row, which is not shown; further ones are not told");
        }
    }
}

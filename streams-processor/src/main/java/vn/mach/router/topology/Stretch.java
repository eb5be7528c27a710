package vn.mach.router.topology;

import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A range of row keys over which a view's topic holds what one version of the view shows of the last rows.
 *
 * @param upTo the last key of the range; null when it has no end
 * @param view null when nothing of the range is on the topic
 */
record Stretch(@Nullable Bytes upTo, @Nullable ViewEvaluator view) {
    /** Before every key: a row's key is never empty. */
    static final Bytes START = Bytes.wrap(new byte[0]);

    static final Stretch NOTHING = new Stretch(null, null);

    boolean reaches(Bytes key) {
        return upTo == null || key.compareTo(upTo) <= 0;
    }

    @Nullable
    Image image(DecodedRow row) {
        return view == null ? null : view.image(row, ViewEvaluator.Failures.KNOWN);
    }
}

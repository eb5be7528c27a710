package vn.mach.router.operate;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.DatasetId;

/**
 * One dataset in this process, as of one moment.
 *
 * @param problem in one line; null while nothing is wrong
 * @param views how many are in which state of admission
 * @param activeTasks partitions that this process routes
 * @param standbyTasks partitions whose stores this process keeps ready for another
 * @param restoring records that stores still lack before they can be used, or used soon
 * @param restoredMillis how long the last restore took; null before there was one
 * @param processed records since the application started
 * @param lag records of the dataset that are not processed yet
 * @param storeRows an estimate of the rows in the stores
 * @param storeBytes on disk
 */
public record DatasetView(
        DatasetId dataset,
        State state,
        @Nullable String problem,
        Map<Admission, Long> views,
        int activeTasks,
        int standbyTasks,
        long restoring,
        @Nullable Long restoredMillis,
        double processed,
        double lag,
        double storeRows,
        double storeBytes) {
    public DatasetView {
        views = Map.copyOf(views);
    }

    /** What becomes of a dataset in this process. */
    public enum State {
        /** It is not known yet. */
        STARTING,
        /** Partitions are being given out, or stores restored. */
        REBALANCING,
        RUNNING,
        /** There is no view to run. */
        IDLE,
        /** It has failed, and is tried again after a pause. */
        FAILED
    }

    /** Whether a view is written. */
    public enum Admission {
        ADMITTED,
        REFUSED,
        CLOSED,
        RETIRED
    }
}

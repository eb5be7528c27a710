package vn.mach.agent.progress;

import org.jspecify.annotations.Nullable;

/**
 * How far a source is published; stored with each Kafka transaction.
 *
 * @param epoch of every position of this history
 * @param boundary the log position from which the source is read again: always between two source transactions
 * @param commit the commit part of the last position given away
 * @param open the transaction after the boundary, if a part of it is published already
 */
public record Progress(
        int epoch, long boundary, long commit, @Nullable OpenTransaction open) {

    /** A source that was read as a whole at this log position, and is now followed from there. */
    public static Progress afterSnapshot(int epoch, long at) {
        return new Progress(epoch, at, at, null);
    }
}

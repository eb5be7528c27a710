package vn.mach.agent.publish;

import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** What an agent has published of its datasets, read back. */
@FunctionalInterface
public interface PublishedLog {
    /**
     * Tells everything that is visible of a dataset when this is called, oldest first in each partition; throws
     * {@link vn.mach.agent.progress.AgentFailure}.
     */
    void read(DatasetTopic topic, Reader reader);

    /** Takes in what was published. */
    interface Reader {
        /** A row, as the contract that is registered now has it, or null for a delete. */
        void row(int partition, byte[] wireKey, @Nullable GenericRecord row);

        /** All rows of the partition were deleted. */
        void truncated(int partition);
    }
}

package vn.mach.agent.capture;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a table in chunks, in the order of its key, beside the stream; throws {@link vn.mach.agent.progress.AgentFailure}. */
public interface TableReader extends AutoCloseable {
    /** The next rows; null after the last. */
    @Nullable
    Chunk next();

    /** How many rows the database itself thinks there are; -1 if it has no idea. */
    long estimate();

    @Override
    void close();

    /**
     * Rows as they were at one moment.
     *
     * @param rows column to value, as Debezium would give it from the log
     * @param reached the log position before which every change is that the rows show
     */
    record Chunk(List<Map<String, @Nullable Object>> rows, long reached) {}
}

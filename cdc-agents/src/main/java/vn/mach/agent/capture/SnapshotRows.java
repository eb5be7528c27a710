package vn.mach.agent.capture;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.TableConfig;

/** Takes the rows of a snapshot that the source reads by itself. */
public interface SnapshotRows {
    /**
     * A row.
     *
     * @param columns to value, as Debezium would give it from the log
     * @param at the log position that the snapshot is taken at
     */
    void row(TableConfig table, Map<String, @Nullable Object> columns, long at, long readAtMicros);

    /** All rows are told; returns when they are visible. */
    void done(long at);
}

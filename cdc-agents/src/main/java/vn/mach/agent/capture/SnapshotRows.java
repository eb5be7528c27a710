package vn.mach.agent.capture;

import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.TableConfig;

/** Takes the rows of a snapshot. */
public interface SnapshotRows {
    /**
     * What takes the rows of a table, of which these columns are read.
     *
     * @param at the log position that the snapshot is taken at
     */
    Table of(TableConfig table, List<String> columns, long at, long readAtMicros);

    /** All rows are told; returns when they are visible. */
    void done(long at);

    /** Takes the rows of one table. */
    interface Table {
        /** A row: of each column the value, as Debezium would give it from the log. */
        void row(@Nullable Object[] values);
    }
}

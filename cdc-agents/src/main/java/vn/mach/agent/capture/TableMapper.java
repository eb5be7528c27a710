package vn.mach.agent.capture;

import java.util.HashSet;
import java.util.Objects;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.agent.publish.DatasetTopic;

/** How the rows of one table and their keys become the contract's. */
record TableMapper(
        TableConfig table,
        DatasetTopic topic,
        RowMapper rows,
        RowMapper keys,
        RowMapper snapshotRows,
        RowMapper snapshotKeys) {

    static TableMapper of(CapturedTable captured, String unavailable) {
        var topic = captured.topic();
        var seen = new HashSet<String>();
        return new TableMapper(
                captured.table(),
                topic,
                RowMapper.of(topic.rowSchema(), captured.table(), unavailable, seen),
                RowMapper.of(topic.keySchema(), captured.table(), unavailable, seen),
                RowMapper.ofSnapshot(topic.rowSchema(), captured.table(), unavailable, seen),
                RowMapper.ofSnapshot(topic.keySchema(), captured.table(), unavailable, seen));
    }

    /** How changes that were held become the contract's. */
    static TableMapper ofHeld(CapturedTable captured, String unavailable) {
        var topic = captured.topic();
        var rows = RowMapper.ofHeld(topic.rowSchema(), captured.table(), unavailable);
        var keys = RowMapper.ofHeld(topic.keySchema(), captured.table(), unavailable);
        return new TableMapper(captured.table(), topic, rows, keys, rows, keys);
    }

    /**
     * The row after a change, null after a delete. Null also if the row is not in its table any more: its delete, or its change of
     * key, follows, and until then the row stands as it was before this change.
     */
    @Nullable
    GenericRecord row(SourceChange change, GenericRecord key, SourceRecords records) {
        return change.isDelete()
                ? null
                : rows.map(
                        Objects.requireNonNull(change.after()),
                        change.before(),
                        columns -> records.present(table, key, columns, change.source()));
    }
}

package vn.mach.agent.capture;

import java.util.HashSet;
import java.util.Objects;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.hash.Hashing;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.agent.publish.DatasetTopic;

/**
 * How the rows of one table and their keys become the contract's.
 *
 * @param sourceKeys keys as the table has them, though they are published as hashes
 */
record TableMapper(TableConfig table, DatasetTopic topic, RowMapper rows, RowMapper keys, RowMapper sourceKeys) {

    static TableMapper of(CapturedTable captured, Hashing hashing, String unavailable) {
        var topic = captured.topic();
        var table = captured.table();
        var hashes = hashing.of(table);
        var seen = new HashSet<String>();
        return new TableMapper(
                table,
                topic,
                RowMapper.of(topic.rowSchema(), table, hashes, unavailable, seen),
                RowMapper.of(topic.keySchema(), table, hashes, unavailable, seen),
                RowMapper.of(topic.keySchema(), table, Hashing.plain(table), unavailable, seen));
    }

    /** How changes that were held become the contract's. */
    static TableMapper ofHeld(CapturedTable captured, Hashing hashing, String unavailable) {
        var topic = captured.topic();
        var table = captured.table();
        var hashes = hashing.of(table);
        var rows = RowMapper.ofHeld(topic.rowSchema(), table, hashes, unavailable);
        var keys = RowMapper.ofHeld(topic.keySchema(), table, hashes, unavailable);
        var plain = RowMapper.ofHeld(topic.keySchema(), table, Hashing.plain(table), unavailable);
        return new TableMapper(table, topic, rows, keys, plain);
    }

    /**
     * The row after a change, null after a delete. Null also if the row is not in its table any more: its delete, or its change of
     * key, follows, and until then the row stands as it was before this change.
     */
    @Nullable
    GenericRecord row(SourceChange change, SourceRecords records) {
        return change.isDelete()
                ? null
                : rows.map(
                        Objects.requireNonNull(change.after()),
                        change.before(),
                        columns -> records.present(table, sourceKeys.key(change.key()), columns, change.source()));
    }
}

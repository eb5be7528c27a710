package vn.mach.agent.capture;

import java.util.HashSet;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.hash.Hashing;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.agent.publish.DatasetTopic;

/**
 * How the rows of one table and their keys become the contract's.
 *
 * @param sourceKeys keys as the table has them, though they are published as hashes
 */
record TableMapper(
        TableConfig table,
        DatasetTopic topic,
        RowMapper rows,
        RowMapper keys,
        RowMapper sourceKeys,
        RowMapper snapshotRows,
        RowMapper snapshotKeys) {

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
                RowMapper.of(topic.keySchema(), table, Hashing.plain(table), unavailable, seen),
                RowMapper.ofSnapshot(topic.rowSchema(), table, hashes, unavailable, seen),
                RowMapper.ofSnapshot(topic.keySchema(), table, hashes, unavailable, seen));
    }
}

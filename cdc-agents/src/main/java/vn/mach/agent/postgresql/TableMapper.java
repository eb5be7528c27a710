package vn.mach.agent.postgresql;

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
        return new TableMapper(
                captured.table(),
                topic,
                RowMapper.of(topic.rowSchema(), captured.table(), unavailable),
                RowMapper.of(topic.keySchema(), captured.table(), unavailable),
                RowMapper.ofSnapshot(topic.rowSchema(), captured.table(), unavailable),
                RowMapper.ofSnapshot(topic.keySchema(), captured.table(), unavailable));
    }
}

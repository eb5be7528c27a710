package vn.mach.agent.capture;

import java.util.HashSet;
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
}

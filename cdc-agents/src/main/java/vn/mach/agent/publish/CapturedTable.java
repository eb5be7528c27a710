package vn.mach.agent.publish;

import vn.mach.agent.config.TableConfig;

/** A table and the topic of the dataset its rows are. */
public record CapturedTable(TableConfig table, DatasetTopic topic) {

    /** The column of a contract's field. */
    public String column(String field) {
        return table.columnOf(field);
    }
}

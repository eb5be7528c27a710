package vn.mach.registry.agents;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.wire.Contracts;

/**
 * What was last said of a gap in a dataset on {@link Topics#GAPS}.
 *
 * @param since the last position that was published before it, {@code unknown} if there is none
 * @param atMillis when it was said, by the agent's clock
 */
record DatasetGap(DatasetId dataset, AgentId agent, String since, String reason, boolean closed, long atMillis) {
    static final Schema SCHEMA = Contracts.schema("gaps");

    /** Throws {@link IllegalArgumentException} if a name is malformed. */
    static DatasetGap fromAvro(GenericRecord gap) {
        var from = gap.get("from").toString();
        return new DatasetGap(
                DatasetId.parse(gap.get("dataset").toString()),
                AgentId.parse(gap.get("agent").toString()),
                from.isEmpty() ? "unknown" : from,
                gap.get("reason").toString(),
                (boolean) gap.get("closed"),
                (long) gap.get("at"));
    }
}

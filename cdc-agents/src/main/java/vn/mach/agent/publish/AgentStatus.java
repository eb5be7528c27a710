package vn.mach.agent.publish;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.wire.Contracts;

/**
 * What an agent tells the platform of itself, as the contract {@code agent-status} has it.
 *
 * @param reason of WAITING, FAILED and GAP
 * @param datasets each {@code <agency>.<dataset>}
 * @param reading how far tables are read, while they are
 * @param lagMillis from commit to visible, of the last change
 * @param lagBytes of the source's log that is not published yet
 * @param keptBytes of the source's log that is kept for this agent
 */
public record AgentStatus(
        String agent,
        StatusReporter.State state,
        @Nullable String reason,
        List<String> datasets,
        List<Held> held,
        @Nullable Reading reading,
        @Nullable Long lagMillis,
        @Nullable Long lagBytes,
        @Nullable Long keptBytes) {
    private static final Schema SCHEMA = Contracts.schema("agent-status");

    public AgentStatus {
        datasets = List.copyOf(datasets);
        held = List.copyOf(held);
    }

    /**
     * A table that does not fit its contract any more: its changes wait, the others flow.
     *
     * @param table {@code <schema>.<table>}
     * @param reason column, contract version and remedy, in one line without row content
     * @param changes held so far
     */
    public record Held(String table, String dataset, String reason, long changes) {}

    /**
     * How far tables are read.
     *
     * @param kind {@code snapshot} or {@code resync}
     * @param of the database's own estimate; -1 where it has none
     */
    public record Reading(String kind, long rows, long of) {}

    GenericRecord toAvro(long atMillis) {
        var record = new GenericData.Record(SCHEMA);
        record.put("agent", agent);
        record.put("state", new GenericData.EnumSymbol(SCHEMA.getField("state").schema(), state.name()));
        record.put("reason", reason);
        record.put("datasets", datasets);
        record.put("held", held.stream().map(AgentStatus::heldToAvro).toList());
        record.put("reading", reading == null ? null : readingToAvro(reading));
        record.put("lag_ms", lagMillis);
        record.put("lag_bytes", lagBytes);
        record.put("kept_bytes", keptBytes);
        record.put("at", atMillis);
        return record;
    }

    private static GenericRecord heldToAvro(Held held) {
        var record = new GenericData.Record(SCHEMA.getField("held").schema().getElementType());
        record.put("table", held.table());
        record.put("dataset", held.dataset());
        record.put("reason", held.reason());
        record.put("changes", held.changes());
        return record;
    }

    private static GenericRecord readingToAvro(Reading reading) {
        var record = new GenericData.Record(
                SCHEMA.getField("reading").schema().getTypes().get(1));
        record.put("kind", reading.kind());
        record.put("rows", reading.rows());
        record.put("of", reading.of());
        return record;
    }
}

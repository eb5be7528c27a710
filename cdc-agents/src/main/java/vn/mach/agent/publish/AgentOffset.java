package vn.mach.agent.publish;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.progress.OpenTransaction;
import vn.mach.change.Position;
import vn.mach.producer.OffsetTopic;

/**
 * A record of the agent's own offsets topic.
 *
 * @param source where to read on, in the words of the source database
 * @param open the transaction of which a part is published
 * @param tables each {@code <schema>.<table>=<agency>.<dataset>}
 */
public record AgentOffset(
        String agent,
        Phase phase,
        int epoch,
        long commit,
        Map<String, String> source,
        @Nullable OpenTransaction open,
        List<String> tables,
        long atMillis) {
    private static final Schema SCHEMA = OffsetTopic.SCHEMA;
    private static final Schema OPEN =
            SCHEMA.getField("open").schema().getTypes().get(1);

    public AgentOffset {
        source = Map.copyOf(source);
        tables = List.copyOf(tables);
    }

    /** Whether the agent follows its source, or has yet to read it as a whole. */
    public enum Phase {
        /** Begun, nothing visible: taken again from its start. */
        SNAPSHOT,
        STREAMING
    }

    /** The same with more in {@code source}; of an entry that both have, the given one counts. */
    public AgentOffset with(Map<String, String> more) {
        var all = new LinkedHashMap<>(source);
        all.putAll(more);
        return new AgentOffset(agent, phase, epoch, commit, all, open, tables, atMillis);
    }

    /** A position of the last transaction that is published, wholly or in part. */
    public Position last() {
        return open == null ? new Position(epoch, commit, 0) : new Position(epoch, open.commit(), open.published() - 1);
    }

    /** A position after all of the last transaction's, before all later ones; no row has it. */
    public Position afterLast() {
        return new Position(epoch, last().commit(), Integer.MAX_VALUE);
    }

    GenericRecord toAvro() {
        var record = new GenericData.Record(SCHEMA);
        record.put("agent", agent);
        record.put("phase", new GenericData.EnumSymbol(SCHEMA.getField("phase").schema(), phase.name()));
        record.put("epoch", epoch);
        record.put("commit", commit);
        record.put("source", source);
        record.put("open", open == null ? null : openToAvro(open));
        record.put("tables", tables);
        record.put("at", atMillis);
        return record;
    }

    static AgentOffset fromAvro(GenericRecord record) {
        var source = new LinkedHashMap<String, String>();
        ((Map<?, ?>) record.get("source")).forEach((key, value) -> source.put(key.toString(), value.toString()));
        var tables = new ArrayList<String>();
        ((List<?>) record.get("tables")).forEach(table -> tables.add(table.toString()));
        return new AgentOffset(
                record.get("agent").toString(),
                Phase.valueOf(record.get("phase").toString()),
                (int) record.get("epoch"),
                (long) record.get("commit"),
                source,
                record.get("open") instanceof GenericRecord open ? openFromAvro(open) : null,
                tables,
                (long) record.get("at"));
    }

    private static GenericRecord openToAvro(OpenTransaction open) {
        var record = new GenericData.Record(OPEN);
        record.put("id", open.id());
        record.put("commit", open.commit());
        record.put("published", open.published());
        return record;
    }

    private static OpenTransaction openFromAvro(GenericRecord open) {
        return new OpenTransaction(open.get("id").toString(), (long) open.get("commit"), (int) open.get("published"));
    }
}

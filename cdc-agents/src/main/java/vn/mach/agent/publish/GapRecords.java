package vn.mach.agent.publish;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.change.DatasetControl;
import vn.mach.change.Position;
import vn.mach.naming.AgentId;
import vn.mach.naming.Topics;
import vn.mach.wire.AvroSerializer;
import vn.mach.wire.Contracts;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.SchemaRegistryException;

/** What is told of a gap: on the dataset's own topic, for who reads it, and on {@code ctl.gaps}, for who looks after it. */
public final class GapRecords {
    private static final Schema SCHEMA = Contracts.schema("gaps");
    private static final Schema KEY = Contracts.schema("control-key");

    private final AgentId agent;
    private final AvroSerializer keys;
    private final AvroSerializer values;

    public GapRecords(AgentId agent, SchemaCatalog catalog) {
        this.agent = agent;
        this.keys = AvroSerializer.ofKeys(catalog);
        this.values = AvroSerializer.ofValues(catalog);
    }

    /** Changes after {@code from} are lost; told at {@code position}. */
    public List<ProducerRecord<byte[], byte[]>> opened(
            DatasetTopic topic, @Nullable Position from, Position position, String reason) {
        return records(topic, DatasetControl.Kind.GAP, from, position, reason);
    }

    /** The rows are those of the source again, from {@code position} on. */
    public List<ProducerRecord<byte[], byte[]>> closed(
            DatasetTopic topic, @Nullable Position from, Position position, String reason) {
        return records(topic, DatasetControl.Kind.GAP_CLOSED, from, position, reason);
    }

    private List<ProducerRecord<byte[], byte[]>> records(
            DatasetTopic topic, DatasetControl.Kind kind, @Nullable Position from, Position position, String reason) {
        var now = System.currentTimeMillis();
        try {
            var records = new ArrayList<>(
                    topic.control(new DatasetControl(topic.dataset(), kind, position, from, reason, now * 1_000)));
            var to = kind == DatasetControl.Kind.GAP_CLOSED ? position : null;
            records.add(record(topic.dataset().toString(), from, to, reason, now));
            return records;
        } catch (SchemaRegistryException e) {
            throw KafkaFailure.of(e);
        }
    }

    private ProducerRecord<byte[], byte[]> record(
            String dataset, @Nullable Position from, @Nullable Position to, String reason, long now) {
        var key = new GenericData.Record(KEY);
        key.put("id", dataset);
        key.put("partition", -1);
        var gap = new GenericData.Record(SCHEMA);
        gap.put("dataset", dataset);
        gap.put("agent", agent.toString());
        gap.put("from", from == null ? "" : from.toString());
        gap.put("to", to == null ? null : to.toString());
        gap.put("reason", reason);
        gap.put("closed", to != null);
        gap.put("at", now);
        return new ProducerRecord<>(
                Topics.GAPS, 0, keys.serialize(Topics.GAPS, key), values.serialize(Topics.GAPS, gap));
    }
}

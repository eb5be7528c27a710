package vn.mach.producer;

import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Position;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.wire.SchemaCatalog;

/**
 * The last position a publisher gave away, kept as an agent keeps its offset: on its own topic, in the transaction of the
 * events. So positions grow across restarts without a clock that can be trusted.
 */
final class PublisherOffsets {
    private static final String KIND = "kind";
    private static final String PUBLISHER = "publisher";

    private final AgentId agent;
    private final DatasetId dataset;
    private final OffsetTopic topic;

    PublisherOffsets(AgentId agent, DatasetId dataset, SchemaCatalog catalog) {
        this.agent = agent;
        this.dataset = dataset;
        this.topic = new OffsetTopic(agent, catalog);
    }

    /** The record that says so. */
    ProducerRecord<byte[], byte[]> record(Position last, long nowMillis) {
        var schema = OffsetTopic.SCHEMA;
        var record = new GenericData.Record(schema);
        record.put("agent", agent.toString());
        record.put("phase", new GenericData.EnumSymbol(schema.getField("phase").schema(), "STREAMING"));
        record.put("epoch", last.epoch());
        record.put("commit", last.commit());
        record.put("source", Map.of(KIND, PUBLISHER));
        record.put("open", null);
        record.put("tables", List.of(PUBLISHER + "=" + dataset));
        record.put("at", nowMillis);
        return topic.record(record);
    }

    /**
     * The last committed position, null before the first. To be called after the producer's transactions are
     * initialised. Throws {@link PublishFailure} if the agent is no publisher.
     */
    @Nullable
    Position last(KafkaConnection kafka) {
        var offset = topic.last(kafka);
        return offset == null ? null : position(offset);
    }

    Position position(GenericRecord offset) {
        var source = (Map<?, ?>) offset.get("source");
        if (!PUBLISHER.equals(String.valueOf(source.get(KIND)))) {
            throw new PublishFailure(
                    "agent " + agent + " captures a database: register another agent for the publisher", null);
        }
        return new Position((int) offset.get("epoch"), (long) offset.get("commit"), 0);
    }
}

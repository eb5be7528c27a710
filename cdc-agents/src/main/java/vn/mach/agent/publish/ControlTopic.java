package vn.mach.agent.publish;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import vn.mach.naming.AgentId;
import vn.mach.wire.AvroSerializer;
import vn.mach.wire.Contracts;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.SchemaRegistryException;

/** One agent's place on a control topic: every record has the agent's key, so compaction keeps the last. */
final class ControlTopic {
    private static final Schema KEY = Contracts.schema("control-key");

    private final String topic;
    private final AvroSerializer keys;
    private final AvroSerializer values;
    private final GenericRecord key;

    ControlTopic(String topic, AgentId agent, SchemaCatalog catalog) {
        this.topic = topic;
        this.keys = AvroSerializer.ofKeys(catalog);
        this.values = AvroSerializer.ofValues(catalog);
        this.key = new GenericData.Record(KEY);
        key.put("id", agent.toString());
        key.put("partition", -1);
    }

    ProducerRecord<byte[], byte[]> record(GenericRecord value) {
        return new ProducerRecord<>(topic, 0, bytes(keys, key), bytes(values, value));
    }

    private byte[] bytes(AvroSerializer serializer, GenericRecord record) {
        try {
            var bytes = serializer.serialize(topic, record);
            return bytes == null ? new byte[0] : bytes;
        } catch (SchemaRegistryException e) {
            throw KafkaFailure.of(e);
        }
    }
}

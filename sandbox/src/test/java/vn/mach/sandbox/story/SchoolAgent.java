package vn.mach.sandbox.story;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.avro.generic.GenericData;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import vn.mach.change.ChangeEvent;
import vn.mach.change.Contract;
import vn.mach.change.Operation;
import vn.mach.change.Position;
import vn.mach.connection.Secret;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.sandbox.Sandbox;
import vn.mach.wire.AvroSerializer;
import vn.mach.wire.KeyPartition;
import vn.mach.wire.SchemaCatalog;

/** Writes schools as an agent does: with an agent's rights, under the contract that was registered when it was started. */
final class SchoolAgent implements AutoCloseable {
    static final DatasetId SCHOOLS = DatasetId.parse("moj.school");
    static final AgentId ID = AgentId.parse("moj.schools");

    private final AvroSerializer keys;
    private final AvroSerializer values;
    private final Contract contract;
    private final KafkaProducer<byte[], byte[]> producer;

    SchoolAgent(Sandbox sandbox, Secret secret) {
        var catalog = SchemaCatalog.connect(sandbox.schemaRegistryConnection());
        this.keys = AvroSerializer.ofKeys(catalog);
        this.values = AvroSerializer.ofValues(catalog);
        this.contract = Contract.fromEnvelope(
                SCHOOLS,
                catalog.latest(Topics.keySubject(SCHOOLS.topic())),
                catalog.latest(Topics.valueSubject(SCHOOLS.topic())));
        var properties = sandbox.kafkaAs(ID.user(), secret).properties();
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        var bytes = new ByteArraySerializer();
        this.producer = new KafkaProducer<>(properties, bytes, bytes);
    }

    List<String> columns() {
        return contract.row().getFields().stream().map(field -> field.name()).toList();
    }

    /** @param commit grows with every row, whoever writes it */
    void publish(long commit, String id, String name, String note) {
        var row = new GenericData.Record(contract.row());
        row.put("id", id);
        row.put("name", name);
        if (note != null) {
            row.put("note", note);
        }
        var key = new GenericData.Record(contract.keySchema());
        key.put("id", id);
        var position = new Position(1, commit, 0);
        var source = new ChangeEvent.Source(SCHOOLS.toString(), position, commit, false);
        var event = new ChangeEvent(Operation.CREATE, row, source, commit).toAvro(contract.envelopeSchema());
        var wireKey = keys.serialize(SCHOOLS.topic(), key);
        var record = new ProducerRecord<>(
                SCHOOLS.topic(),
                KeyPartition.of(wireKey, Topics.DEFAULT_PARTITIONS),
                wireKey,
                values.serialize(SCHOOLS.topic(), event));
        record.headers().add(Position.HEADER, position.toString().getBytes(StandardCharsets.UTF_8));
        producer.send(record);
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}

package vn.mach.sandbox.story;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import vn.mach.change.ChangeEvent;
import vn.mach.change.Contract;
import vn.mach.change.DatasetControl;
import vn.mach.change.DatasetControl.Kind;
import vn.mach.change.Operation;
import vn.mach.change.Position;
import vn.mach.connection.Secret;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.sandbox.Sandbox;
import vn.mach.wire.AvroSerializer;
import vn.mach.wire.Contracts;
import vn.mach.wire.KeyPartition;
import vn.mach.wire.SchemaCatalog;

/** Writes what an agent writes, with an agent's rights and in its transactions, but what and when a test says. */
final class BusAgent implements AutoCloseable {
    static final DatasetId BUSES = DatasetId.parse("mot.bus");
    static final AgentId ID = AgentId.parse("mot.depot");
    static final Contract CONTRACT = Contract.of(
            BUSES,
            SchemaBuilder.record("Row")
                    .namespace(BUSES.namespace())
                    .fields()
                    .requiredInt("bus_id")
                    .requiredString("line")
                    .endRecord(),
            List.of("bus_id"));
    private static final int PARTITIONS = Topics.DEFAULT_PARTITIONS;

    private final AvroSerializer keys;
    private final AvroSerializer values;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<ProducerRecord<byte[], byte[]>> batch = new ArrayList<>();
    private long commit = System.currentTimeMillis() * 1_000;

    BusAgent(Sandbox sandbox, Secret secret) {
        var catalog = SchemaCatalog.connect(sandbox.schemaRegistryConnection());
        this.keys = AvroSerializer.ofKeys(catalog);
        this.values = AvroSerializer.ofValues(catalog);
        var properties = sandbox.kafkaAs(ID.user(), secret).properties();
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, ID.transactionalId());
        var bytes = new ByteArraySerializer();
        this.producer = new KafkaProducer<>(properties, bytes, bytes);
        producer.initTransactions();
    }

    /** A row of the next transaction. */
    void publish(int id) {
        var row = new GenericRecordBuilder(CONTRACT.row())
                .set("bus_id", id)
                .set("line", "line " + id % 90)
                .build();
        var key =
                new GenericRecordBuilder(CONTRACT.keySchema()).set("bus_id", id).build();
        var position = next();
        var source = new ChangeEvent.Source(BUSES.toString(), position, commit, false);
        var event = new ChangeEvent(Operation.CREATE, row, source, commit).toAvro(CONTRACT.envelopeSchema());
        var wireKey = keys.serialize(BUSES.topic(), key);
        var partition = KeyPartition.of(wireKey, PARTITIONS);
        batch.add(at(
                position,
                new ProducerRecord<>(BUSES.topic(), partition, wireKey, values.serialize(BUSES.topic(), event))));
    }

    /** Says something of the whole dataset in the next transaction; its position. */
    Position say(Kind kind, Position from, String reason) {
        var position = next();
        var control = new DatasetControl(BUSES, kind, position, from, reason, commit);
        for (int partition = 0; partition < PARTITIONS; partition++) {
            var key = keys.serialize(Topics.DATASET_CONTROL, control.key(partition));
            var value = values.serialize(Topics.DATASET_CONTROL, control.toAvro());
            batch.add(at(position, new ProducerRecord<>(BUSES.topic(), partition, key, value)));
        }
        return position;
    }

    void tellGap(boolean closed) {
        var gap = new GenericRecordBuilder(Contracts.schema("gaps"))
                .set("dataset", BUSES.toString())
                .set("agent", ID.toString())
                .set("from", "")
                .set("reason", "the slot is gone")
                .set("closed", closed)
                .set("at", System.currentTimeMillis())
                .build();
        tell(Topics.GAPS, BUSES.toString(), gap);
    }

    void tellState(String state) {
        var schema = Contracts.schema("agent-status");
        var status = new GenericRecordBuilder(schema)
                .set("agent", ID.toString())
                .set(
                        "state",
                        new GenericData.EnumSymbol(schema.getField("state").schema(), state))
                .set("datasets", List.of(BUSES.toString()))
                .set("at", System.currentTimeMillis())
                .build();
        tell(Topics.AGENT_STATUS, ID.toString(), status);
    }

    /** A record on the topic of all agents that nobody can read. */
    void tellNonsense() {
        batch.add(new ProducerRecord<>(Topics.AGENT_STATUS, 0, new byte[] {1, 2}, new byte[] {9, 9, 9}));
    }

    private void tell(String topic, String subject, GenericRecord value) {
        var key = new GenericRecordBuilder(Contracts.schema("control-key"))
                .set("id", subject)
                .build();
        batch.add(new ProducerRecord<>(topic, 0, keys.serialize(topic, key), values.serialize(topic, value)));
    }

    /** Makes all since the last time visible, at once. */
    void commit() {
        producer.beginTransaction();
        batch.forEach(producer::send);
        producer.commitTransaction();
        batch.clear();
    }

    private Position next() {
        return new Position(1, ++commit, 0);
    }

    private static ProducerRecord<byte[], byte[]> at(Position position, ProducerRecord<byte[], byte[]> record) {
        record.headers().add(Position.HEADER, position.toString().getBytes(StandardCharsets.UTF_8));
        return record;
    }

    @Override
    public void close() {
        producer.close();
    }
}

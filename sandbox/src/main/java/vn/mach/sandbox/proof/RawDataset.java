package vn.mach.sandbox.proof;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import vn.mach.change.ChangeEvent;
import vn.mach.change.Contract;
import vn.mach.change.Operation;
import vn.mach.change.Position;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.host.SandboxFailure;
import vn.mach.sandbox.registry.Registry;
import vn.mach.wire.KeyPartition;
import vn.mach.wire.RecordEncoder;
import vn.mach.wire.SchemaCatalog;

/** A dataset whose owner writes what it likes to its topic, as the broker's administrator. One thread. */
final class RawDataset implements AutoCloseable {
    private final DatasetId id;
    private final KafkaProducer<byte[], byte[]> producer;
    private final SchemaCatalog catalog;
    private final int partitions;
    private final RecordEncoder keys;
    private final int known;
    private long commit;

    private RawDataset(DatasetId id, KafkaProducer<byte[], byte[]> producer, SchemaCatalog catalog) {
        this.id = id;
        this.producer = producer;
        this.catalog = catalog;
        this.partitions = producer.partitionsFor(id.topic()).size();
        var key = contract(0).keySchema();
        this.keys = new RecordEncoder(key, catalog.register(Topics.keySubject(id.topic()), key));
        this.known = register(0);
    }

    /** Enrols the dataset: an id, a name that may be null and an area with two decimals. */
    static RawDataset enrol(Sandbox sandbox, DatasetId id) {
        var classes = Map.of("id", "basic", "name", "basic", "area", "basic");
        new Registry(sandbox).dataset(id, id.slug(), row(id, 0), List.of("id"), classes);
        var producer = new KafkaProducer<>(
                sandbox.kafka().admin().properties(), new ByteArraySerializer(), new ByteArraySerializer());
        return new RawDataset(id, producer, SchemaCatalog.connect(sandbox.schemaRegistryConnection()));
    }

    DatasetId id() {
        return id;
    }

    /** The id of the contract with so many more columns. */
    int register(int extra) {
        return catalog.register(Topics.valueSubject(id.topic()), contract(extra).envelopeSchema());
    }

    /** The id of a schema that is new to the registry, whatever it says. */
    int registerAny(String name) {
        return catalog.register(
                "proof." + id + "." + name,
                SchemaBuilder.record(name).namespace(id.namespace()).fields().endRecord());
    }

    /** A row under the contract as it was first, visible when this returns. */
    void publish(String row, String name, String area) {
        put(row, value(row, name, bytes(area), 0, known));
    }

    /** A row whose area is no number. */
    byte[] withoutArea(String row) {
        return value(row, row, ByteBuffer.allocate(0), 0, known);
    }

    /** A row under the contract with so many more columns, said to be of this schema id. */
    byte[] value(String row, int extra, int schemaId) {
        return value(row, row, bytes("2.00"), extra, schemaId);
    }

    private byte[] value(String row, String name, ByteBuffer area, int extra, int schemaId) {
        var contract = contract(extra);
        var record = new GenericData.Record(contract.row());
        record.put("id", row);
        record.put("name", name);
        record.put("area", area);
        var source = new ChangeEvent.Source(id.toString(), next(), System.currentTimeMillis() * 1_000, false);
        var envelope = contract.envelopeSchema();
        return new RecordEncoder(envelope, schemaId)
                .encode(new ChangeEvent(Operation.CREATE, record, source, System.currentTimeMillis()).toAvro(envelope));
    }

    /** The key of this row. */
    byte[] key(String row) {
        var key = new GenericData.Record(contract(0).keySchema());
        key.put("id", row);
        return keys.encode(key);
    }

    /** Writes any value under the key of this row; answers partition and offset. */
    String put(String row, byte[] value) {
        var key = key(row);
        return put(KeyPartition.of(key, partitions), key, value);
    }

    /** Writes any key and value. */
    String put(int partition, byte[] key, byte[] value) {
        var record = new ProducerRecord<>(id.topic(), partition, key, value);
        record.headers().add(Position.HEADER, next().toString().getBytes(StandardCharsets.UTF_8));
        commit++;
        try {
            var at = producer.send(record).get();
            return at.partition() + "@" + at.offset();
        } catch (ExecutionException e) {
            throw SandboxFailure.broken("Cannot write to " + id.topic(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SandboxFailure.broken("Interrupted while writing to " + id.topic(), e);
        }
    }

    private Position next() {
        return new Position(1, commit, 0);
    }

    private Contract contract(int extra) {
        return Contract.of(id, row(id, extra), List.of("id"));
    }

    private static Schema row(DatasetId id, int extra) {
        var fields = SchemaBuilder.record("Row")
                .namespace(id.namespace())
                .fields()
                .requiredString("id")
                .optionalString("name")
                .name("area")
                .type(LogicalTypes.decimal(9, 2).addToSchema(Schema.create(Schema.Type.BYTES)))
                .noDefault();
        for (int i = 1; i <= extra; i++) {
            fields = fields.optionalString("extra_" + i);
        }
        return fields.endRecord();
    }

    private static ByteBuffer bytes(String area) {
        return ByteBuffer.wrap(new BigDecimal(area).unscaledValue().toByteArray());
    }

    @Override
    public void close() {
        producer.close();
    }
}

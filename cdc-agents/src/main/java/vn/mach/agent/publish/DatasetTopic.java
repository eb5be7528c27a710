package vn.mach.agent.publish;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.change.ChangeEvent;
import vn.mach.change.Contract;
import vn.mach.change.DatasetControl;
import vn.mach.change.Position;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.wire.AvroSerializer;
import vn.mach.wire.KeyPartition;
import vn.mach.wire.RecordEncoder;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.SchemaRegistryException;

/** A dataset's topic and its contract as it is registered. Not thread-safe. */
public final class DatasetTopic {
    private final SchemaCatalog catalog;
    private final Contract contract;
    private final String name;
    private final String topic;
    private final Schema key;
    private final Schema envelope;
    private final int envelopeId;
    private final int partitions;
    private final RecordEncoder keys;
    private final RecordEncoder values;

    private DatasetTopic(
            SchemaCatalog catalog, Contract contract, Registered key, Registered envelope, int partitions) {
        this.catalog = catalog;
        this.contract = contract;
        this.name = contract.dataset().toString();
        this.topic = contract.dataset().topic();
        this.key = key.schema();
        this.envelope = envelope.schema();
        this.envelopeId = envelope.id();
        this.partitions = partitions;
        this.keys = new RecordEncoder(key.schema(), key.id());
        this.values = new RecordEncoder(envelope.schema(), envelope.id());
    }

    /** Reads the contract; throws {@link AgentFailure.Misconfigured} if the dataset is not registered. */
    public static DatasetTopic open(DatasetId dataset, SchemaCatalog catalog, int partitions) {
        var key = Registered.latest(catalog, dataset, Topics.keySubject(dataset.topic()));
        var envelope = Registered.latest(catalog, dataset, Topics.valueSubject(dataset.topic()));
        try {
            var contract = Contract.fromEnvelope(dataset, key.schema(), envelope.schema());
            return new DatasetTopic(catalog, contract, key, envelope, partitions);
        } catch (IllegalArgumentException e) {
            throw new AgentFailure.Misconfigured(
                    "dataset " + dataset + ": its registered " + e.getMessage() + "; register the contract again");
        }
    }

    /** The same with the contract that is registered now; throws as {@link #open} does. */
    public DatasetTopic again() {
        return open(dataset(), catalog, partitions);
    }

    /** The id under which the contract is registered. */
    public int schemaId() {
        return envelopeId;
    }

    public Contract contract() {
        return contract;
    }

    public DatasetId dataset() {
        return contract.dataset();
    }

    /** The dataset as events name it. */
    String name() {
        return name;
    }

    public int partitions() {
        return partitions;
    }

    /** The record {@code Key} as registered. */
    public Schema keySchema() {
        return key;
    }

    /** The record {@code Row} within the registered envelope. */
    public Schema rowSchema() {
        return contract.row();
    }

    /** The record {@code Envelope} as registered. */
    public Schema envelopeSchema() {
        return envelope;
    }

    /** The Kafka record of a change; its key decides the partition. */
    ProducerRecord<byte[], byte[]> event(GenericRecord rowKey, ChangeEvent event) {
        var wireKey = keys.encode(rowKey);
        var value = values.encode(event.toAvro(envelope));
        requireSize(wireKey.length + value.length);
        return record(wireKey, value, event.source().position());
    }

    /** Kafka would refuse it without a word of the dataset, and with it the transaction. */
    private void requireSize(int bytes) {
        if (bytes > Topics.LARGEST_RECORD_BYTES) {
            throw new AgentFailure.Broken(
                    "a row of dataset " + dataset() + " has " + bytes + " bytes, more than the "
                            + Topics.LARGEST_RECORD_BYTES
                            + " that a record may have: shorten it in the database, or register a contract without its"
                            + " large column",
                    null);
        }
    }

    /** What follows a delete, so that compaction forgets the key. */
    ProducerRecord<byte[], byte[]> tombstone(GenericRecord rowKey, Position position) {
        return record(keys.encode(rowKey), null, position);
    }

    /** The records of what is said of the whole dataset: one in each partition. */
    List<ProducerRecord<byte[], byte[]>> control(DatasetControl control) {
        var controlKeys = AvroSerializer.ofKeys(catalog);
        var value = AvroSerializer.ofValues(catalog).serialize(Topics.DATASET_CONTROL, control.toAvro());
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (int partition = 0; partition < partitions; partition++) {
            var wireKey = controlKeys.serialize(Topics.DATASET_CONTROL, control.key(partition));
            records.add(record(partition, wireKey, value, control.position()));
        }
        return records;
    }

    private ProducerRecord<byte[], byte[]> record(byte[] wireKey, byte @Nullable [] value, Position position) {
        return record(KeyPartition.of(wireKey, partitions), wireKey, value, position);
    }

    private ProducerRecord<byte[], byte[]> record(
            int partition, byte @Nullable [] wireKey, byte @Nullable [] value, Position position) {
        var record = new ProducerRecord<byte[], byte[]>(topic, partition, wireKey, value);
        record.headers().add(Position.HEADER, position.toAscii());
        return record;
    }

    /** A schema and the id it has in the registry, from one answer. */
    private record Registered(Schema schema, int id) {
        static Registered latest(SchemaCatalog catalog, DatasetId dataset, String subject) {
            try {
                int id = catalog.latestId(subject);
                return new Registered(catalog.byId(id), id);
            } catch (SchemaRegistryException.Unknown e) {
                throw new AgentFailure.Misconfigured("dataset " + dataset + " is not registered (no subject " + subject
                        + "): register the dataset, then start the agent");
            } catch (SchemaRegistryException e) {
                throw KafkaFailure.of(e);
            }
        }
    }
}

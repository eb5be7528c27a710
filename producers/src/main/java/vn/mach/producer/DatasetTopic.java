package vn.mach.producer;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.change.ChangeEvent;
import vn.mach.change.Contract;
import vn.mach.change.Operation;
import vn.mach.change.Position;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.wire.KeyPartition;
import vn.mach.wire.RecordEncoder;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.SchemaRegistryException;

/** A dataset's topic under its registered contract: changes in, Kafka records out. */
final class DatasetTopic {
    private final Contract contract;
    private final Schema key;
    private final Schema envelope;
    private final RecordEncoder keys;
    private final RecordEncoder values;
    private final int partitions;

    private DatasetTopic(Contract contract, Registered key, Registered envelope, int partitions) {
        this.contract = contract;
        this.key = key.schema();
        this.envelope = envelope.schema();
        this.keys = new RecordEncoder(key.schema(), key.id());
        this.values = new RecordEncoder(envelope.schema(), envelope.id());
        this.partitions = partitions;
    }

    /** Throws {@link PublishFailure} if the dataset has no contract or the registry does not answer. */
    static DatasetTopic open(DatasetId dataset, SchemaCatalog catalog, int partitions) {
        try {
            var key = Registered.latest(catalog, Topics.keySubject(dataset.topic()));
            var envelope = Registered.latest(catalog, Topics.valueSubject(dataset.topic()));
            var contract = Contract.fromEnvelope(dataset, key.schema(), envelope.schema());
            return new DatasetTopic(contract, key, envelope, partitions);
        } catch (SchemaRegistryException.Unknown e) {
            throw new PublishFailure(
                    "dataset " + dataset + " has no contract: " + e.getMessage()
                            + "; register the dataset, then publish",
                    e);
        } catch (SchemaRegistryException e) {
            throw new PublishFailure(String.valueOf(e.getMessage()), e);
        }
    }

    Contract contract() {
        return contract;
    }

    /** The event, and after a delete its tombstone; throws {@link IllegalArgumentException} that names a wrong field. */
    List<ProducerRecord<byte[], byte[]>> records(RowChange change, Position position, long nowMicros) {
        var source = new ChangeEvent.Source(
                contract.dataset().toString(), position, nowMicros, change.operation() == Operation.READ);
        if (change.operation() == Operation.DELETE) {
            var wireKey = keys.encode(ContractCheck.conform(contract.dataset(), key, change.record()));
            var event = new ChangeEvent(Operation.DELETE, null, source, nowMicros / 1_000);
            // Subscribers learn of the delete from the event; compaction, later, from the tombstone.
            return List.of(record(wireKey, event, position), record(wireKey, null, position));
        }
        var row = ContractCheck.conform(contract.dataset(), contract.row(), change.record());
        var event = new ChangeEvent(change.operation(), row, source, nowMicros / 1_000);
        return List.of(record(keys.encode(keyOf(row)), event, position));
    }

    private GenericRecord keyOf(GenericRecord row) {
        var record = new GenericData.Record(key);
        key.getFields().forEach(field -> record.put(field.pos(), row.get(field.name())));
        return record;
    }

    private ProducerRecord<byte[], byte[]> record(byte[] wireKey, @Nullable ChangeEvent event, Position position) {
        var value = event == null ? null : values.encode(event.toAvro(envelope));
        int partition = KeyPartition.of(wireKey, partitions);
        var record = new ProducerRecord<byte[], byte[]>(contract.dataset().topic(), partition, wireKey, value);
        record.headers().add(Position.HEADER, position.toAscii());
        return record;
    }

    /** A schema and its id, from one answer. */
    private record Registered(Schema schema, int id) {
        static Registered latest(SchemaCatalog catalog, String subject) {
            int id = catalog.latestId(subject);
            return new Registered(catalog.byId(id), id);
        }
    }
}

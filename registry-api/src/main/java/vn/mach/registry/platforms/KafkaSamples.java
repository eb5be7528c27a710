package vn.mach.registry.platforms;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.change.ChangeEvent;
import vn.mach.change.Contract;
import vn.mach.change.Operation;
import vn.mach.change.Position;
import vn.mach.connection.KafkaConnection;
import vn.mach.connection.Secret;
import vn.mach.naming.AgentId;
import vn.mach.naming.Topics;
import vn.mach.registry.datasets.Dataset;
import vn.mach.registry.http.Refusal;
import vn.mach.wire.KeyPartition;
import vn.mach.wire.RecordEncoder;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.SchemaRegistryException;

/** Publishes samples in one Kafka transaction, as the agent whose dataset it is: the registry itself may write no data. */
public final class KafkaSamples implements SampleSink {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaSamples.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(2);
    /** Before the first of every agent: what it reads from a real table is newer than any sample. */
    private static final int EPOCH = 0;

    private final String bootstrap;
    private final SchemaCatalog catalog;

    public KafkaSamples(KafkaConnection kafka, SchemaCatalog catalog) {
        this.bootstrap = kafka.bootstrap();
        this.catalog = catalog;
    }

    @Override
    public void publish(AgentId agent, Secret secret, Dataset dataset, List<GenericRecord> rows) {
        try (var producer =
                new KafkaProducer<>(properties(agent, secret), new ByteArraySerializer(), new ByteArraySerializer())) {
            var records = records(dataset, rows);
            producer.initTransactions();
            producer.beginTransaction();
            for (var record : records) {
                // A send that fails fails the commit.
                var unused = producer.send(record);
            }
            producer.commitTransaction();
            producer.close(CLOSE);
        } catch (KafkaException | SchemaRegistryException e) {
            LOG.atWarn()
                    .addKeyValue("dataset", dataset.id())
                    .addKeyValue("error", e.getMessage())
                    .log("the sample is not published");
            throw new Refusal.Unavailable(
                    "sample-not-published",
                    "the platform is there, but its sample could not be published: the same call again goes on with it");
        }
    }

    private Map<String, Object> properties(AgentId agent, Secret secret) {
        var properties = new KafkaConnection(bootstrap, agent.user(), secret).properties();
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, agent.user());
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, agent.transactionalId());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
        return properties;
    }

    private List<ProducerRecord<byte[], byte[]>> records(Dataset dataset, List<GenericRecord> rows) {
        var contract = dataset.registered();
        var topic = dataset.id().topic();
        var keys = encoder(Topics.keySubject(topic), contract.keySchema());
        var values = encoder(Topics.valueSubject(topic), contract.envelopeSchema());
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (var row : rows) {
            var position = new Position(EPOCH, now, records.size());
            var key = keys.encode(key(contract, row));
            var event = new ChangeEvent(
                    Operation.CREATE,
                    conform(contract, row),
                    new ChangeEvent.Source(dataset.id().toString(), position, now, false),
                    now / 1_000);
            var record = new ProducerRecord<byte[], byte[]>(
                    topic,
                    KeyPartition.of(key, dataset.partitions()),
                    key,
                    values.encode(event.toAvro(contract.envelopeSchema())));
            record.headers().add(Position.HEADER, position.toAscii());
            records.add(record);
        }
        return records;
    }

    private RecordEncoder encoder(String subject, Schema schema) {
        return new RecordEncoder(schema, catalog.register(subject, schema));
    }

    private static GenericRecord key(Contract contract, GenericRecord row) {
        var key = new GenericData.Record(contract.keySchema());
        contract.key().forEach(column -> key.put(column, row.get(column)));
        return key;
    }

    /** The same row under the contract as it is registered. */
    private static GenericRecord conform(Contract contract, GenericRecord row) {
        var record = new GenericData.Record(contract.row());
        contract.row().getFields().forEach(field -> record.put(field.pos(), row.get(field.name())));
        return record;
    }
}

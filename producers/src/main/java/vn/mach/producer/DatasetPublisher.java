package vn.mach.producer;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Contract;
import vn.mach.change.Epoch;
import vn.mach.change.Position;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.SchemaRegistryException;

/**
 * Publishes one dataset without change data capture. A batch is visible whole or not at all, each change has a position
 * after every earlier one, and one process at a time publishes as an agent: opening fences every other. Not thread-safe.
 */
public final class DatasetPublisher implements AutoCloseable {
    private static final Duration ANSWER = Duration.ofSeconds(20);
    /** A batch may be a whole export. It is what a broker allows unless told otherwise, as for an agent's snapshot. */
    private static final Duration TRANSACTION = Duration.ofMinutes(15);

    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final AgentId agent;
    private final Producer<byte[], byte[]> producer;
    private final DatasetTopic topic;
    private final PublisherOffsets offsets;
    private final InstantSource clock;
    private @Nullable Position last;
    private boolean broken;

    DatasetPublisher(
            AgentId agent,
            Producer<byte[], byte[]> producer,
            DatasetTopic topic,
            PublisherOffsets offsets,
            @Nullable Position last,
            InstantSource clock) {
        this.agent = agent;
        this.producer = producer;
        this.topic = topic;
        this.offsets = offsets;
        this.last = last;
        this.clock = clock;
    }

    /**
     * A publisher of {@code dataset} that writes as {@code agent} under the registered contract. Throws
     * {@link PublishFailure}.
     */
    public static DatasetPublisher open(
            KafkaConnection kafka, SchemaCatalog catalog, AgentId agent, DatasetId dataset) {
        Producer<byte[], byte[]> producer = null;
        try {
            producer =
                    new KafkaProducer<>(properties(kafka, agent), new ByteArraySerializer(), new ByteArraySerializer());
            producer.initTransactions();
            int partitions = producer.partitionsFor(dataset.topic()).size();
            var topic = DatasetTopic.open(dataset, catalog, partitions);
            var offsets = new PublisherOffsets(agent, dataset, catalog);
            return new DatasetPublisher(agent, producer, topic, offsets, offsets.last(kafka), InstantSource.system());
        } catch (KafkaException | SchemaRegistryException | PublishFailure e) {
            if (producer != null) {
                producer.close(CLOSE);
            }
            throw e instanceof PublishFailure failure
                    ? failure
                    : failure(agent, "open the publisher", e, Duration.ZERO);
        }
    }

    private static Map<String, Object> properties(KafkaConnection kafka, AgentId agent) {
        var properties = kafka.properties();
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, agent.user());
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, agent.transactionalId());
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) TRANSACTION.toMillis());
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, ANSWER.toMillis());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        return properties;
    }

    /** The contract that rows and keys must fit. */
    public Contract contract() {
        return topic.contract();
    }

    /** The position of the last batch this agent published, in this process or an earlier one. */
    public @Nullable Position last() {
        return last;
    }

    /** One row that is new or has changed, in a transaction of its own. */
    public Position upsert(GenericRecord row) {
        return publish(List.of(RowChange.upserted(row)));
    }

    /** The row with this key is gone, in a transaction of its own. */
    public Position delete(GenericRecord key) {
        return publish(List.of(RowChange.deleted(key)));
    }

    /**
     * Publishes the batch in one Kafka transaction; it is visible when this returns the position of its first change. It
     * is encoded in memory before the first record is sent: a change that does not fit the contract is an
     * {@link IllegalArgumentException} that names the field, and nothing is published. After a {@link PublishFailure}
     * this publisher is of no more use; a new one may publish the same batch again, whatever became of it.
     */
    public Position publish(List<RowChange> batch) {
        if (batch.isEmpty()) {
            throw new IllegalArgumentException("an empty batch has no position: publish at least one change");
        }
        if (broken) {
            throw new PublishFailure("agent " + agent + ": this publisher has failed; open a new one", null);
        }
        long now = ChronoUnit.MICROS.between(Instant.EPOCH, clock.instant());
        var first = next(now);
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (int i = 0; i < batch.size(); i++) {
            records.addAll(topic.records(batch.get(i), new Position(first.epoch(), first.commit(), i), now));
        }
        records.add(offsets.record(first, now / 1_000));
        send(records);
        last = first;
        return first;
    }

    /** Time when the clock is right, so that positions mean something; past the last one in any case. */
    private Position next(long nowMicros) {
        return last == null
                ? new Position(Epoch.next(null, clock.instant()), nowMicros, 0)
                : new Position(last.epoch(), Math.max(last.commit() + 1, nowMicros), 0);
    }

    private void send(List<ProducerRecord<byte[], byte[]>> records) {
        var begun = clock.instant();
        try {
            producer.beginTransaction();
            for (var record : records) {
                // A send that fails fails the commit.
                var unused = producer.send(record);
            }
            producer.commitTransaction();
        } catch (KafkaException | IllegalStateException e) {
            broken = true;
            throw failure(agent, "publish " + contract().dataset(), e, Duration.between(begun, clock.instant()));
        }
    }

    /** Gives up what is not visible, if anything. */
    @Override
    public void close() {
        producer.close(CLOSE);
    }

    private static PublishFailure failure(AgentId agent, String act, RuntimeException e, Duration took) {
        var cause = e;
        // What Kafka's producer throws after a failed send only says that there was one.
        while (cause.getCause() instanceof KafkaException deeper) {
            cause = deeper;
        }
        var where = "Kafka did not " + act + " as agent " + agent + ": ";
        var fenced = cause instanceof ProducerFencedException || cause instanceof InvalidProducerEpochException;
        if ((fenced || cause instanceof InvalidTxnStateException) && took.compareTo(TRANSACTION) >= 0) {
            // The broker gives up a transaction as it fences a process: only the time tells the two apart.
            return new PublishFailure(
                    where + "the transaction took longer than " + TRANSACTION.toMinutes()
                            + " min; check Kafka, or publish in smaller batches",
                    e);
        }
        if (fenced) {
            return new PublishFailure(where + "another process has started as this agent; let one of them run", e);
        }
        if (cause instanceof AuthorizationException || cause instanceof AuthenticationException) {
            return new PublishFailure(
                    where + cause.getMessage() + "; check user, password and that agent and dataset"
                            + " are registered",
                    e);
        }
        return new PublishFailure(where + cause.getMessage() + "; check Kafka, then publish again", e);
    }
}

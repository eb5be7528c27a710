package vn.mach.agent.publish;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
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
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.AgentId;
import vn.mach.naming.Topics;

/**
 * The one producer that may write as this agent: opening it fences every other. Kafka's client retries what is
 * transient; what it gives up on ends the run, and the next one reads from Kafka what became of the transaction.
 */
public final class DatasetWriter implements TransactionalSink {
    /** An initial snapshot is one transaction; a broker allows 15 minutes unless told otherwise. */
    public static final Duration SNAPSHOT = Duration.ofMinutes(15);

    /** While streaming: how long the router can wait for a killed agent's open transaction. */
    public static final Duration STREAMING = Duration.ofMinutes(1);

    /** How long the client tries before a run gives way to the next, which says that it waits. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration CLOSE = Duration.ofSeconds(2);

    private final Producer<byte[], byte[]> producer;
    private final AtomicReference<Exception> failed = new AtomicReference<>();
    private final AgentId agent;
    private final Duration timeout;
    private final LongSupplier nanoClock;
    private long begun;
    private boolean open;

    DatasetWriter(AgentId agent, Producer<byte[], byte[]> producer, Duration timeout, LongSupplier nanoClock) {
        this.agent = agent;
        this.producer = producer;
        this.timeout = timeout;
        this.nanoClock = nanoClock;
    }

    /** Fences every earlier writer of this agent and waits until its last transaction is decided. */
    public static DatasetWriter open(KafkaConnection kafka, AgentId agent, Duration transactionTimeout) {
        var properties = kafka.properties();
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, agent.user());
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, agent.transactionalId());
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, (int) transactionTimeout.toMillis());
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        if (transactionTimeout.compareTo(SNAPSHOT) < 0) {
            // A snapshot has more to lose: there the client keeps its own, longer patience.
            properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE.toMillis());
            properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis());
            properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) PATIENCE.toMillis() / 2);
        }
        // Each batch ends in a commit, which flushes: lingering only costs latency.
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 1);
        properties.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.LARGEST_BATCH_BYTES);
        var serializer = new ByteArraySerializer();
        var writer =
                new DatasetWriter(agent, producer(agent, properties, serializer), transactionTimeout, System::nanoTime);
        try {
            writer.producer.initTransactions();
        } catch (KafkaException e) {
            writer.close();
            throw writer.failure("open", e);
        }
        return writer;
    }

    private static Producer<byte[], byte[]> producer(
            AgentId agent, Map<String, Object> properties, ByteArraySerializer serializer) {
        try {
            return new KafkaProducer<>(properties, serializer, serializer);
        } catch (KafkaException e) {
            var cause = e.getCause() == null ? e : e.getCause();
            throw KafkaFailure.of(
                    "agent " + agent + " cannot reach Kafka " + properties.get(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG)
                            + ": " + cause.getMessage() + "; check kafka.bootstrap",
                    e);
        }
    }

    @Override
    public void begin() {
        try {
            producer.beginTransaction();
            begun = nanoClock.getAsLong();
            open = true;
        } catch (KafkaException | IllegalStateException e) {
            throw failure("begin", e);
        }
    }

    @Override
    public void send(ProducerRecord<byte[], byte[]> record) {
        try {
            var unused = producer.send(record, (metadata, problem) -> {
                if (problem != null) {
                    failed.compareAndSet(null, problem);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            throw failure("write to " + record.topic() + " in", e);
        }
    }

    @Override
    public void commit() {
        try {
            producer.commitTransaction();
            open = false;
        } catch (KafkaException | IllegalStateException e) {
            throw failure("commit", e);
        }
    }

    @Override
    public void close() {
        try {
            if (open && failed.get() == null) {
                producer.abortTransaction();
            }
        } catch (KafkaException | IllegalStateException e) {
            // The broker aborts it at the next open, or at its timeout.
            failed.compareAndSet(null, e);
        } finally {
            open = false;
            producer.close(CLOSE);
        }
    }

    private AgentFailure failure(String act, Exception thrown) {
        var first = failed.get();
        var cause = first == null ? thrown : first;
        failed.compareAndSet(null, cause);
        var lost = cause instanceof ProducerFencedException
                || cause instanceof InvalidProducerEpochException
                || cause instanceof InvalidTxnStateException;
        if (lost && open && nanoClock.getAsLong() - begun >= timeout.toNanos()) {
            // The broker gives up a transaction as it fences a process: only the time tells the two apart.
            return givenUp(cause);
        }
        if (lost && !(cause instanceof InvalidTxnStateException)) {
            return new AgentFailure.Fenced(
                    "fenced: another process has started as agent " + agent + "; let one of them run", cause);
        }
        if (cause instanceof RecordTooLargeException) {
            return new AgentFailure.Misconfigured("Kafka refuses agent " + agent + " to " + act
                    + " a transaction with a large row: set max.message.bytes of its datasets' topics to "
                    + Topics.LARGEST_BATCH_BYTES);
        }
        if (cause instanceof AuthorizationException || cause instanceof AuthenticationException) {
            return new AgentFailure.Misconfigured("Kafka refuses agent " + agent + " to " + act + " a transaction: "
                    + cause.getMessage() + "; check the user, its password and its ACLs");
        }
        return KafkaFailure.of(
                "Kafka did not " + act + " a transaction of agent " + agent + ": " + cause.getMessage(), cause);
    }

    /** A snapshot would take as long again; anything else took long because Kafka was away. */
    private AgentFailure givenUp(Exception cause) {
        var late = "transaction of agent " + agent + " took longer than " + timeout.toMinutes()
                + " min, and Kafka gave it up";
        return timeout.compareTo(SNAPSHOT) < 0
                ? new AgentFailure.Unavailable(late, cause)
                : new AgentFailure.Broken(
                        late + ": start again, and if it was a snapshot, give it a faster Kafka or"
                                + " capture large tables with agents of their own",
                        cause);
    }
}

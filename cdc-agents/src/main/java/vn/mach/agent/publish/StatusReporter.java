package vn.mach.agent.publish;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.AgentId;
import vn.mach.naming.Topics;
import vn.mach.wire.SchemaCatalog;

/** Tells the platform what the agent does. Never stops the agent: what cannot be told is logged, once until it can. */
public final class StatusReporter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusReporter.class);
    private static final int PATIENCE_MILLIS = 3_000;

    private final ControlTopic topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicBoolean silent = new AtomicBoolean();

    /** What an agent does. */
    public enum State {
        WAITING,
        SNAPSHOTTING,
        STREAMING,
        PAUSED,
        STOPPED,
        FAILED,
        GAP
    }

    public StatusReporter(KafkaConnection kafka, AgentId agent, SchemaCatalog catalog) {
        this.topic = new ControlTopic(Topics.AGENT_STATUS, agent, catalog);
        var properties = kafka.properties();
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, agent.user() + ".status");
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        properties.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        var serializer = new ByteArraySerializer();
        this.producer = new KafkaProducer<>(properties, serializer, serializer);
    }

    /** Tells it; waits at most {@value #PATIENCE_MILLIS} ms for a Kafka that is away. */
    public synchronized void tell(AgentStatus status) {
        try {
            var record = topic.record(status.toAvro(System.currentTimeMillis()));
            var unused = producer.send(record, (metadata, problem) -> heard(problem));
        } catch (KafkaException | AgentFailure | IllegalStateException e) {
            heard(e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }

    private void heard(@Nullable Exception problem) {
        if (problem == null) {
            silent.set(false);
        } else if (!silent.getAndSet(true)) {
            LOG.atWarn()
                    .addKeyValue("topic", Topics.AGENT_STATUS)
                    .addKeyValue("error", String.valueOf(problem.getMessage()))
                    .log("status not told");
        }
    }
}

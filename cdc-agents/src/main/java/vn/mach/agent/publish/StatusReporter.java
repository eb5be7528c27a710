package vn.mach.agent.publish;

import java.time.Duration;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
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
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.wire.Contracts;
import vn.mach.wire.SchemaCatalog;

/** Tells the platform what the agent does, at each change. Never stops the agent: what cannot be told is logged. */
public final class StatusReporter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StatusReporter.class);
    private static final Schema SCHEMA = Contracts.schema("agent-status");
    private static final int PATIENCE_MILLIS = 3_000;

    private final AgentId agent;
    private final List<DatasetId> datasets;
    private final ControlTopic topic;
    private final KafkaProducer<byte[], byte[]> producer;
    private @Nullable State told;

    /** What an agent does. */
    public enum State {
        WAITING,
        SNAPSHOTTING,
        STREAMING,
        STOPPED,
        FAILED
    }

    public StatusReporter(KafkaConnection kafka, AgentId agent, List<DatasetId> datasets, SchemaCatalog catalog) {
        this.agent = agent;
        this.datasets = List.copyOf(datasets);
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

    /** Tells a new state; the same one is not told again. */
    public synchronized void tell(State state, @Nullable String reason) {
        if (state == told) {
            return;
        }
        told = state;
        LOG.atInfo().addKeyValue("agent", agent).log(state.name());
        var record = new GenericData.Record(SCHEMA);
        record.put("agent", agent.toString());
        record.put("state", new GenericData.EnumSymbol(SCHEMA.getField("state").schema(), state.name()));
        record.put("reason", reason);
        record.put("datasets", datasets.stream().map(DatasetId::toString).toList());
        record.put("held", List.of());
        record.put("at", System.currentTimeMillis());
        try {
            var unused = producer.send(topic.record(record), (metadata, problem) -> notTold(problem));
        } catch (KafkaException | AgentFailure | IllegalStateException e) {
            notTold(e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }

    private void notTold(@Nullable Exception problem) {
        if (problem != null) {
            LOG.atWarn()
                    .addKeyValue("topic", Topics.AGENT_STATUS)
                    .addKeyValue("error", String.valueOf(problem.getMessage()))
                    .log("state not told");
        }
    }
}

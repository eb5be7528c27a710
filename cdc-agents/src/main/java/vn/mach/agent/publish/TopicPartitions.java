package vn.mach.agent.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;

/** How many partitions each topic of an agent has; also the check that they are there and the agent may know it. */
public final class TopicPartitions {
    private static final int PATIENCE_SECONDS = 20;

    private TopicPartitions() {}

    /** By topic. Throws {@link AgentFailure} in one line if a topic is missing or Kafka does not answer. */
    public static Map<String, Integer> of(KafkaConnection kafka, AgentId agent, List<DatasetId> datasets) {
        var names =
                new ArrayList<String>(datasets.stream().map(DatasetId::topic).toList());
        names.add(agent.offsetsTopic());
        names.add(agent.heldTopic());
        names.add(Topics.AGENT_STATUS);
        var properties = kafka.properties();
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_SECONDS * 1_000);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_SECONDS * 1_000 / 2);
        try (var admin = Admin.create(properties)) {
            return admin.describeTopics(names).allTopicNames().get(PATIENCE_SECONDS, TimeUnit.SECONDS).values().stream()
                    .collect(Collectors.toMap(
                            TopicDescription::name, topic -> topic.partitions().size()));
        } catch (ExecutionException e) {
            throw refused(kafka, e.getCause() == null ? e : e.getCause(), names);
        } catch (TimeoutException e) {
            throw new AgentFailure.Unavailable("Kafka " + kafka.bootstrap() + " does not answer", e);
        } catch (KafkaException e) {
            throw refused(kafka, e, names);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentFailure.Broken("interrupted", e);
        }
    }

    private static AgentFailure refused(KafkaConnection kafka, Throwable cause, List<String> names) {
        if (cause instanceof UnknownTopicOrPartitionException || cause instanceof AuthorizationException) {
            return new AgentFailure.Misconfigured("Kafka " + kafka.bootstrap() + ": one of the topics " + names
                    + " is missing or not the agent's: register the dataset and the agent");
        }
        if (cause instanceof AuthenticationException) {
            return new AgentFailure.Misconfigured("Kafka " + kafka.bootstrap() + " refuses the user " + kafka.user()
                    + ": check kafka.user and kafka.password");
        }
        return KafkaFailure.of(
                "Kafka " + kafka.bootstrap() + " does not answer: check kafka.bootstrap (" + cause.getMessage() + ")",
                cause);
    }
}

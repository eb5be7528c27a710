package vn.mach.agent.publish;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.check.Finding;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;

/** Kafka as the agent's user sees it. Only describes: opening a producer would fence an agent that runs. */
public final class KafkaChecks {
    private static final String KAFKA = "Kafka";
    private static final String TRANSACTIONS = "transactional id";
    private static final int PATIENCE_SECONDS = 5;
    private static final int CONNECT_MILLIS = 2_000;

    private final KafkaConnection kafka;
    private final AgentId agent;
    private final Map<String, Set<AclOperation>> needed = new LinkedHashMap<>();

    private KafkaChecks(KafkaConnection kafka, AgentId agent, List<DatasetId> datasets) {
        this.kafka = kafka;
        this.agent = agent;
        // To read its own rows again is how an agent finds what a resync has to publish.
        datasets.forEach(dataset -> needed.put(dataset.topic(), Set.of(AclOperation.READ, AclOperation.WRITE)));
        needed.put(agent.offsetsTopic(), Set.of(AclOperation.READ, AclOperation.WRITE));
        needed.put(agent.heldTopic(), Set.of(AclOperation.READ, AclOperation.WRITE, AclOperation.DELETE));
        needed.put(Topics.AGENT_STATUS, Set.of(AclOperation.WRITE));
        needed.put(Topics.GAPS, Set.of(AclOperation.WRITE));
    }

    /** All findings: that it answers, each topic with the rights on it, the transactional id. */
    public static List<Finding> run(KafkaConnection kafka, AgentId agent, List<DatasetId> datasets) {
        return new KafkaChecks(kafka, agent, datasets).run();
    }

    private List<Finding> run() {
        var refusal = refusal();
        if (refusal != null) {
            return unreachable(new KafkaException(refusal));
        }
        var properties = kafka.properties();
        properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_SECONDS * 1_000);
        properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_SECONDS * 1_000 / 2);
        try (var admin = Admin.create(properties)) {
            var cluster = await(admin.describeCluster().clusterId());
            var findings = new ArrayList<>(List.of(Finding.ok(KAFKA, kafka.bootstrap() + " is cluster " + cluster)));
            findings.addAll(topics(admin));
            findings.addAll(TopicSettings.look(admin, kafka.bootstrap(), needed.keySet(), PATIENCE_SECONDS));
            findings.add(transactions(admin));
            findings.add(KafkaClock.look(admin, PATIENCE_SECONDS));
            return findings;
        } catch (KafkaException e) {
            return unreachable(e);
        }
    }

    /** Kafka's client only says that it has waited; a plain connection says at once what is wrong. Null if nothing is. */
    private @Nullable String refusal() {
        String refusal = null;
        for (var address : kafka.bootstrap().split(",", -1)) {
            int colon = address.lastIndexOf(':');
            try (var socket = new Socket()) {
                int port = Integer.parseInt(address.substring(colon + 1));
                socket.connect(new InetSocketAddress(address.substring(0, colon), port), CONNECT_MILLIS);
                return null;
            } catch (IOException | IllegalArgumentException e) {
                refusal = address + ": " + e.getMessage();
            }
        }
        return refusal;
    }

    private List<Finding> unreachable(KafkaException e) {
        var findings = new ArrayList<Finding>();
        findings.add(
                e instanceof AuthenticationException
                        ? Finding.fail(
                                KAFKA,
                                kafka.bootstrap() + " refuses the user " + kafka.user(),
                                "check kafka.user and kafka.password")
                        : Finding.fail(
                                KAFKA,
                                kafka.bootstrap() + " does not answer (" + e.getMessage() + ")",
                                "check kafka.bootstrap, the network and the broker"));
        needed.keySet().forEach(topic -> findings.add(Finding.notChecked("topic " + topic, "Kafka cannot be asked")));
        findings.add(Finding.notChecked(TRANSACTIONS, "Kafka cannot be asked"));
        return findings;
    }

    private List<Finding> topics(Admin admin) {
        var options = new DescribeTopicsOptions().includeAuthorizedOperations(true);
        var described = admin.describeTopics(needed.keySet(), options).topicNameValues();
        return described.entrySet().stream()
                .map(entry -> topic(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing(Finding::check))
                .toList();
    }

    private Finding topic(String topic, KafkaFuture<TopicDescription> described) {
        var name = "topic " + topic;
        var remedy = topic.startsWith(Topics.CONTROL_PREFIX)
                ? "register the agent, and the platform makes the topic and gives the rights"
                : "register the dataset and the agent, and the platform makes the topic and gives the rights";
        try {
            var found = await(described);
            var missing = new TreeSet<>(needed.getOrDefault(topic, Set.of()));
            // A broker without an authorizer knows of no rights: all may do all.
            missing.removeAll(found.authorizedOperations() == null ? missing : found.authorizedOperations());
            return missing.isEmpty()
                    ? Finding.ok(
                            name,
                            found.partitions().size() + " partitions; the agent has "
                                    + new TreeSet<>(needed.getOrDefault(topic, Set.of())))
                    : Finding.fail(name, "user " + kafka.user() + " lacks " + missing, remedy);
        } catch (UnknownTopicOrPartitionException e) {
            return Finding.fail(name, "is missing", remedy);
        } catch (AuthorizationException e) {
            return Finding.fail(name, "user " + kafka.user() + " may not see it", remedy);
        } catch (KafkaException e) {
            return Finding.fail(name, "cannot be described (" + e.getMessage() + ")", "check the broker's log");
        }
    }

    /** Whether the agent may write in it shows only when it writes; who may describe it was given both. */
    private Finding transactions(Admin admin) {
        var id = agent.transactionalId();
        try {
            var described = await(admin.describeTransactions(List.of(id)).description(id));
            return Finding.ok(
                    TRANSACTIONS,
                    id + " may be used (last transaction: " + described.state() + ", timeout "
                            + described.transactionTimeoutMs() + " ms)");
        } catch (TransactionalIdNotFoundException e) {
            return Finding.ok(TRANSACTIONS, id + " may be used and was not yet");
        } catch (AuthorizationException e) {
            return Finding.fail(
                    TRANSACTIONS,
                    "user " + kafka.user() + " may not use " + id,
                    "register the agent, and the platform gives the rights");
        } catch (KafkaException e) {
            return Finding.fail(
                    TRANSACTIONS, id + " cannot be described (" + e.getMessage() + ")", "check the broker's log");
        }
    }

    private static <T> T await(KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException cause ? cause : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("no answer within " + PATIENCE_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentFailure.Broken("interrupted", e);
        }
    }
}

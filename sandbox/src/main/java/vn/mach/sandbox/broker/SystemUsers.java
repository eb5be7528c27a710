package vn.mach.sandbox.broker;

import static org.apache.kafka.common.acl.AclOperation.ALL;
import static org.apache.kafka.common.acl.AclOperation.ALTER;
import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.IDEMPOTENT_WRITE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.PatternType.LITERAL;
import static org.apache.kafka.common.resource.PatternType.PREFIXED;
import static org.apache.kafka.common.resource.ResourceType.CLUSTER;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.apache.kafka.common.resource.ResourceType.TRANSACTIONAL_ID;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.Resource;
import org.apache.kafka.common.resource.ResourcePattern;
import vn.mach.naming.Topics;

/** The users that exist before the registry does: its own and the router's. Least privilege, written once. */
public final class SystemUsers {
    public static final String REGISTRY = "mach.registry";
    public static final String ROUTER = "mach.router";

    private static final ResourcePattern CLUSTER_ITSELF = new ResourcePattern(CLUSTER, Resource.CLUSTER_NAME, LITERAL);

    private SystemUsers() {}

    /** All rights of both. */
    public static List<AclBinding> rights() {
        return Stream.concat(registry(), router()).toList();
    }

    /** Makes topics, users and ACLs for everybody, reads and writes the control topics, and cannot read a record of data. */
    private static Stream<AclBinding> registry() {
        var governed = Stream.of(Topics.CONTROL_PREFIX, Topics.DATA_PREFIX, Topics.VIEW_PREFIX)
                .flatMap(prefix -> allow(
                        REGISTRY, prefixed(prefix), CREATE, DELETE, DESCRIBE, ALTER, DESCRIBE_CONFIGS, ALTER_CONFIGS));
        // One by one: dead letters and held changes have their prefix, and hold rows.
        var control = Topics.CONTROL.stream()
                .flatMap(topic -> allow(REGISTRY, new ResourcePattern(TOPIC, topic, LITERAL), READ, WRITE));
        return Stream.of(
                        allow(
                                REGISTRY,
                                CLUSTER_ITSELF,
                                CREATE,
                                ALTER,
                                DESCRIBE,
                                ALTER_CONFIGS,
                                DESCRIBE_CONFIGS,
                                IDEMPOTENT_WRITE),
                        governed,
                        control,
                        allow(REGISTRY, new ResourcePattern(GROUP, REGISTRY, PREFIXED), READ, DESCRIBE, DELETE),
                        // How far subscribers have read.
                        allow(
                                REGISTRY,
                                new ResourcePattern(GROUP, ResourcePattern.WILDCARD_RESOURCE, LITERAL),
                                DESCRIBE))
                .flatMap(part -> part);
    }

    /** Reads every dataset, writes every view, and keeps its state in topics of its own. */
    private static Stream<AclBinding> router() {
        return Stream.of(
                        allow(ROUTER, prefixed(Topics.DATA_PREFIX), READ),
                        allow(ROUTER, prefixed(Topics.VIEW_PREFIX), WRITE, DESCRIBE),
                        allow(ROUTER, new ResourcePattern(TOPIC, Topics.VIEWS, LITERAL), READ),
                        allow(ROUTER, new ResourcePattern(TOPIC, Topics.VIEW_STATUS, LITERAL), WRITE, DESCRIBE),
                        allow(ROUTER, new ResourcePattern(TOPIC, Topics.STATISTICS, LITERAL), WRITE, DESCRIBE),
                        allow(ROUTER, prefixed(Topics.DEAD_LETTER_PREFIX), READ, WRITE, DESCRIBE),
                        allow(ROUTER, prefixed("router."), ALL),
                        allow(ROUTER, new ResourcePattern(GROUP, "router.", PREFIXED), ALL),
                        allow(ROUTER, new ResourcePattern(TRANSACTIONAL_ID, "router.", PREFIXED), ALL),
                        allow(ROUTER, CLUSTER_ITSELF, DESCRIBE))
                .flatMap(part -> part);
    }

    private static ResourcePattern prefixed(String topics) {
        return new ResourcePattern(TOPIC, topics, PREFIXED);
    }

    private static Stream<AclBinding> allow(String user, ResourcePattern resource, AclOperation... operations) {
        return Arrays.stream(operations)
                .map(operation -> new AclBinding(
                        resource, new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW)));
    }
}

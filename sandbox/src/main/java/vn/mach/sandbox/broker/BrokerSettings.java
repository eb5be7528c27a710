package vn.mach.sandbox.broker;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import vn.mach.connection.Secret;
import vn.mach.sandbox.host.Endpoint;
import vn.mach.sandbox.host.Ports;

/** One node that is broker and controller: nobody in without SCRAM, nothing allowed without an ACL. */
record BrokerSettings(Path directory, Ports ports, Secret adminPassword, Secret controllerSecret) {
    static final String ADMIN = "admin";
    private static final String CONTROLLER_USER = "__controller";
    private static final String SCRAM = "org.apache.kafka.common.security.scram.ScramLoginModule required";
    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule required";

    Properties properties() {
        var p = new Properties();
        node(p);
        authentication(p);
        authorization(p);
        boundedFetches(p);
        quickRecovery(p);
        small(p);
        return p;
    }

    private void node(Properties p) {
        p.put("process.roles", "broker,controller");
        p.put("node.id", "1");
        p.put("log.dirs", directory.toString());
        p.put("controller.quorum.voters", "1@" + ports.address(Endpoint.KAFKA_CONTROLLER));
        p.put("controller.listener.names", "CONTROLLER");
        p.put("inter.broker.listener.name", "INTERNAL");
        var advertised =
                "CLIENT://" + ports.address(Endpoint.KAFKA) + ",INTERNAL://" + ports.address(Endpoint.KAFKA_INTERNAL);
        p.put("listeners", advertised + ",CONTROLLER://" + ports.address(Endpoint.KAFKA_CONTROLLER));
        p.put("advertised.listeners", advertised);
    }

    private void authentication(Properties p) {
        p.put(
                "listener.security.protocol.map",
                "CLIENT:SASL_PLAINTEXT,INTERNAL:SASL_PLAINTEXT,CONTROLLER:SASL_PLAINTEXT");
        p.put("listener.name.client.sasl.enabled.mechanisms", "SCRAM-SHA-256,SCRAM-SHA-512");
        p.put("listener.name.client.scram-sha-256.sasl.jaas.config", SCRAM + ";");
        p.put("listener.name.client.scram-sha-512.sasl.jaas.config", SCRAM + ";");
        p.put("listener.name.internal.sasl.enabled.mechanisms", "SCRAM-SHA-512");
        p.put("sasl.mechanism.inter.broker.protocol", "SCRAM-SHA-512");
        p.put(
                "listener.name.internal.scram-sha-512.sasl.jaas.config",
                SCRAM + " username=\"" + ADMIN + "\" password=\"" + adminPassword.value() + "\";");
        // A PLAINTEXT controller listener would need ANONYMOUS as super user; SCRAM users live behind the controller.
        var secret = controllerSecret.value();
        p.put("sasl.mechanism.controller.protocol", "PLAIN");
        p.put("listener.name.controller.sasl.enabled.mechanisms", "PLAIN");
        p.put(
                "listener.name.controller.plain.sasl.jaas.config",
                PLAIN + " username=\"" + CONTROLLER_USER + "\" password=\"" + secret + "\" user_" + CONTROLLER_USER
                        + "=\"" + secret + "\";");
    }

    private static void authorization(Properties p) {
        p.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
        p.put("allow.everyone.if.no.acl.found", "false");
        p.put("super.users", "User:" + ADMIN + ";User:" + CONTROLLER_USER);
        p.put("auto.create.topics.enable", "false");
    }

    /** A fetch that is parked when its right is taken away still answers once: these bound how much and how late. */
    private static void boundedFetches(Properties p) {
        p.put("fetch.max.bytes", "1048576");
        p.put("connections.max.idle.ms", "10000"); // honoured only as a global setting
    }

    private static void quickRecovery(Properties p) {
        p.put("broker.session.timeout.ms", "3000"); // a restart after kill -9 waits for the old session to expire
        p.put("broker.heartbeat.interval.ms", "500");
        p.put("controller.quorum.append.linger.ms", "0"); // an ACL change is acknowledged in milliseconds
        p.put("log.segment.bytes", "67108864"); // what is not flushed is scanned after a kill -9
        p.put("transaction.max.timeout.ms", "3600000");
        p.put("group.initial.rebalance.delay.ms", "0");
        // The first batch of a transaction waits for the end of the one before it, which takes a millisecond or two, in
        // steps
        // of 20 unless this says otherwise; every commit of an agent or a router is followed by one.
        p.put("add.partitions.to.txn.retry.backoff.ms", "1");
    }

    private static void small(Properties p) {
        for (var internal : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            p.put(internal + ".replication.factor", "1");
            p.put(internal + ".num.partitions", "8");
        }
        p.put("transaction.state.log.min.isr", "1");
        p.put("share.coordinator.state.topic.min.isr", "1");
        p.put("default.replication.factor", "1");
        p.put("min.insync.replicas", "1");
        p.put("num.network.threads", "1"); // for each listener
        p.put("num.io.threads", "4");
        p.put("log.cleaner.threads", "1");
        p.put("log.cleaner.dedupe.buffer.size", "16777216");
    }
}

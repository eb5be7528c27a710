package vn.mach.sandbox.broker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import vn.mach.connection.KafkaConnection;
import vn.mach.connection.Secret;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.host.SandboxFailure;

/**
 * What whoever installs a cluster does to it. Every act here is idempotent, and is over only when the broker, not just
 * the controller, has it.
 */
public final class KafkaCluster implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Admin admin;

    private KafkaCluster(Admin admin) {
        this.admin = admin;
    }

    public static KafkaCluster connect(KafkaConnection connection) {
        return new KafkaCluster(Admin.create(connection.properties()));
    }

    /** Kafka's own client, for what has no method here. */
    public Admin admin() {
        return admin;
    }

    /** The two system users, with exactly the rights they need. */
    public void installSystemUsers(Secret registryPassword, Secret routerPassword) {
        createUser(SystemUsers.REGISTRY, registryPassword);
        createUser(SystemUsers.ROUTER, routerPassword);
        allow(SystemUsers.rights());
    }

    /** A SCRAM user that can log in when this returns. */
    public void createUser(String user, Secret password) {
        var upsertion = new UserScramCredentialUpsertion(
                user,
                new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, 4096),
                password.value().getBytes(StandardCharsets.UTF_8));
        await(
                "create user " + user,
                admin.alterUserScramCredentials(List.of(upsertion)).all());
        applied("user " + user, () -> await(
                        "list users", admin.describeUserScramCredentials().users())
                .contains(user));
    }

    /** ACLs in force when this returns. */
    public void allow(Collection<AclBinding> rights) {
        var missing = new HashSet<>(rights);
        missing.removeAll(acls());
        if (!missing.isEmpty()) {
            await("create ACLs", admin.createAcls(missing).all());
            applied("ACLs", () -> acls().containsAll(rights));
        }
    }

    /** Exactly-once here rests on transactions v2 (KIP-890): without it a zombie's write can enter the next transaction. */
    public void requireTransactionsV2() {
        var feature = await("describe features", admin.describeFeatures().featureMetadata())
                .finalizedFeatures()
                .get("transaction.version");
        if (feature == null || feature.maxVersionLevel() < 2) {
            throw SandboxFailure.broken("Kafka runs with transaction.version "
                    + (feature == null ? 0 : feature.maxVersionLevel())
                    + ", Mạch needs 2: kafka-features upgrade --feature transaction.version=2");
        }
    }

    /** Every ACL of the cluster. */
    public Set<AclBinding> acls() {
        return Set.copyOf(
                await("list ACLs", admin.describeAcls(AclBindingFilter.ANY).values()));
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(5));
    }

    /** The one place that waits on a Kafka future. */
    public static <T> T await(String act, KafkaFuture<T> future) {
        try {
            return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SandboxFailure.broken("Interrupted at: " + act, e);
        } catch (ExecutionException e) {
            throw SandboxFailure.broken("Kafka refused to " + act, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw SandboxFailure.broken("Kafka did not " + act + " in " + LIMIT.toSeconds() + " s", e);
        }
    }

    private static void applied(String what, java.util.function.BooleanSupplier visible) {
        if (!Patience.until(visible, LIMIT)) {
            throw SandboxFailure.broken("Kafka acknowledged but never applied: " + what);
        }
    }
}

package vn.mach.registry.kafka;

import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.ResourceNotFoundException;
import org.apache.kafka.common.errors.UnsupportedSaslMechanismException;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaEntity;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.quota.ClientQuotaFilterComponent;
import vn.mach.connection.KafkaConnection;
import vn.mach.connection.Secret;

/** The cluster's SCRAM users and their quotas. Every method waits until the cluster acknowledged, or throws {@link KafkaFailure}. */
public final class KafkaUsers implements CredentialWriter.SecretSink {
    private static final int SCRAM_ITERATIONS = 8_192;
    private static final int SECRET_LENGTH = 32;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final KafkaConnection kafka;
    private final Admin admin;

    KafkaUsers(KafkaConnection kafka, Admin admin) {
        this.kafka = kafka;
        this.admin = admin;
    }

    /** A secret that is shown once: 190 bits. */
    public static Secret newSecret() {
        return new Secret(RANDOM.ints(SECRET_LENGTH, 0, ALPHABET.length())
                .mapToObj(index -> String.valueOf(ALPHABET.charAt(index)))
                .collect(Collectors.joining()));
    }

    @Override
    public Map<String, Set<ScramMechanism>> credentials() {
        var users = KafkaAct.await(
                "read SCRAM users", admin.describeUserScramCredentials().all());
        var credentials = new LinkedHashMap<String, Set<ScramMechanism>>();
        users.forEach((user, known) -> credentials.put(
                user,
                known.credentialInfos().stream()
                        .map(ScramCredentialInfo::mechanism)
                        .collect(Collectors.toUnmodifiableSet())));
        return credentials;
    }

    /** Creates the user or replaces its secret, and returns when brokers list it. Connections it has open stay open. */
    @Override
    public void setSecret(String user, ScramMechanism mechanism, Secret secret) {
        var change = new UserScramCredentialUpsertion(
                user, new ScramCredentialInfo(mechanism, SCRAM_ITERATIONS), secret.value());
        FailPoint.around(
                "set secret",
                () -> KafkaAct.await(
                        "set the secret of user " + user,
                        admin.alterUserScramCredentials(List.of(change)).all()));
        // The controller acknowledged; a broker may be a few milliseconds behind, and a failed login is fatal to a
        // client.
        KafkaAct.until(
                "see user " + user,
                () -> credentials().getOrDefault(user, Set.of()).contains(mechanism));
    }

    /** Nobody logs in with it from then on. Connections that are open stay open: what they may do, ACLs decide. */
    @Override
    public void deleteSecret(String user, ScramMechanism mechanism) {
        try {
            FailPoint.around(
                    "delete secret",
                    () -> KafkaAct.await(
                            "delete the secret of user " + user,
                            admin.alterUserScramCredentials(List.of(new UserScramCredentialDeletion(user, mechanism)))
                                    .all()));
        } catch (KafkaFailure e) {
            if (!(e.getCause() instanceof ResourceNotFoundException)) {
                throw e;
            }
        }
    }

    /** Tries to log in as nobody: brokers say which mechanisms they take before they say that there is no such user. */
    @Override
    public boolean offers(ScramMechanism mechanism) {
        var nobody = new KafkaConnection(kafka.bootstrap(), "mach.nobody", newSecret());
        var properties = new LinkedHashMap<>(nobody.properties());
        properties.put(SaslConfigs.SASL_MECHANISM, mechanism.mechanismName());
        var probe = Admin.create(properties);
        try {
            KafkaAct.await(
                    "try " + mechanism.mechanismName(), probe.describeCluster().clusterId());
            return true;
        } catch (KafkaFailure e) {
            if (e.getCause() instanceof AuthenticationException refused) {
                return !(refused instanceof UnsupportedSaslMechanismException);
            }
            throw e;
        } finally {
            probe.close(java.time.Duration.ZERO);
        }
    }

    /** The quotas of each user that has any of its own. */
    public Map<String, Map<String, Double>> userQuotas() {
        var everyUser = ClientQuotaFilter.containsOnly(
                List.of(ClientQuotaFilterComponent.ofEntityType(ClientQuotaEntity.USER)));
        var found = new LinkedHashMap<String, Map<String, Double>>();
        KafkaAct.await("read quotas", admin.describeClientQuotas(everyUser).entities())
                .forEach((entity, quotas) -> {
                    var user = entity.entries().get(ClientQuotaEntity.USER);
                    if (user != null) {
                        found.put(user, quotas);
                    }
                });
        return found;
    }

    /** Sets these quotas of the users and leaves others they have. */
    public void setQuotas(Map<String, Map<String, Double>> users) {
        var changes = users.entrySet().stream()
                .map(user -> new ClientQuotaAlteration(
                        new ClientQuotaEntity(Map.of(ClientQuotaEntity.USER, user.getKey())),
                        user.getValue().entrySet().stream()
                                .map(quota -> new ClientQuotaAlteration.Op(quota.getKey(), quota.getValue()))
                                .toList()))
                .toList();
        FailPoint.around(
                "set quota",
                () -> KafkaAct.await(
                        "set quotas of " + users.size() + " users",
                        admin.alterClientQuotas(changes).all()));
        KafkaAct.until("see the quotas", () -> {
            var seen = userQuotas();
            return users.entrySet().stream().allMatch(user -> seen.getOrDefault(user.getKey(), Map.of())
                    .entrySet()
                    .containsAll(user.getValue().entrySet()));
        });
    }
}

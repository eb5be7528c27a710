package vn.mach.registry.access;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.ScramMechanism;
import vn.mach.registry.accounts.Account;
import vn.mach.registry.accounts.Accounts;
import vn.mach.registry.agents.Agent;
import vn.mach.registry.kafka.KafkaUsers;

/** Deletes the secrets of disabled accounts and those whose overlap is over, and gives each account its quota. It makes no user: secrets are kept nowhere. */
final class UserConvergence {
    /** How many users one request speaks of. */
    private static final int BATCH = 500;

    private final Accounts accounts;
    private final KafkaUsers users;

    UserConvergence(Accounts accounts, KafkaUsers users) {
        this.accounts = accounts;
        this.users = users;
    }

    /** Accounts with secrets that are to be deleted. */
    static List<Account> over(Desired desired, Instant now) {
        return desired.accounts().stream()
                .filter(account -> !account.over(now).isEmpty())
                .toList();
    }

    void removeOver(Account account) {
        var unused = accounts.removeOver(account.id());
    }

    /** When the next secret will have had its time. */
    static Optional<Instant> nextOver(Desired desired) {
        return desired.accounts().stream()
                .filter(Account::ready)
                .map(Account::previousUntil)
                .filter(Objects::nonNull)
                .min(Instant::compareTo);
    }

    /** Users whose secret was handed over and of whom Kafka knows nothing. */
    Set<String> missing(Desired desired) {
        return missing(desired, users.credentials());
    }

    static Set<String> missing(Desired desired, Map<String, Set<ScramMechanism>> actual) {
        var missing = new TreeSet<String>();
        desired.accounts().stream()
                .filter(account -> account.ready() && !of(actual, account).contains(account.mechanism()))
                .forEach(account -> missing.add(account.id().user()));
        desired.agents().stream()
                .filter(Agent::ready)
                .map(agent -> agent.id().user())
                .filter(user -> !actual.containsKey(user))
                .forEach(missing::add);
        return missing;
    }

    Set<Drift> drift(Desired desired) {
        return drift(desired, users.credentials());
    }

    static Set<Drift> drift(Desired desired, Map<String, Set<ScramMechanism>> actual) {
        var drift = new HashSet<Drift>();
        missing(desired, actual).forEach(user -> drift.add(new Drift("missing-user", user, "is unknown to Kafka")));
        for (var account : desired.accounts()) {
            of(actual, account).stream()
                    .filter(mechanism -> !account.made().contains(mechanism))
                    .forEach(mechanism -> drift.add(new Drift(
                            "foreign-secret",
                            account.id().user(),
                            "has a secret for " + mechanism.mechanismName() + " that was not made here")));
        }
        return drift;
    }

    private static Set<ScramMechanism> of(Map<String, Set<ScramMechanism>> actual, Account account) {
        return actual.getOrDefault(account.id().user(), Set.of());
    }

    /** The quotas of users that are not what they should be. */
    Map<String, Map<String, Double>> quotas(Desired desired) {
        return quotas(desired, users.userQuotas());
    }

    static Map<String, Map<String, Double>> quotas(Desired desired, Map<String, Map<String, Double>> actual) {
        var differing = new HashMap<String, Map<String, Double>>();
        for (var account : desired.accounts()) {
            var user = account.id().user();
            var wanted = account.quota().settings();
            if (!actual.getOrDefault(user, Map.of()).entrySet().containsAll(wanted.entrySet())) {
                differing.put(user, wanted);
            }
        }
        return differing;
    }

    void setQuotas(Map<String, Map<String, Double>> differing) {
        var names = List.copyOf(new TreeSet<>(differing.keySet()));
        for (int from = 0; from < names.size(); from += BATCH) {
            var batch = new HashMap<>(differing);
            batch.keySet().retainAll(names.subList(from, Math.min(names.size(), from + BATCH)));
            users.setQuotas(batch);
        }
    }
}

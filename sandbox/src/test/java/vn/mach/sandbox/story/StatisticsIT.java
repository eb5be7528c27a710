package vn.mach.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.naming.AccountId;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.SandboxExtension;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.registry.RegistryClient;
import vn.mach.sandbox.subscriber.Subscriber;

/** What the registry says was exchanged is what a subscriber received, also after the registry was killed. */
@ExtendWith(SandboxExtension.class)
class StatisticsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final AccountId ACCOUNT = new AccountId(Views.HANOI, "counted");
    private static final ViewId VIEW = ViewId.of(Gso.UNITS, "counted-provinces");

    @Test
    void events_are_counted_once_for_the_view_the_pair_and_the_subscriber(Sandbox sandbox) {
        // Given a subscriber that has read a view to its end
        var registry = new Registry(sandbox);
        registry.view(
                VIEW,
                Map.of(
                        "condition",
                        "level = 1 AND code <> ''",
                        "columns",
                        List.of(Map.of("column", "code", "rule", "keep"), Map.of("column", "name", "rule", "keep"))));
        var secret = registry.account(ACCOUNT);
        var grant = registry.grant(VIEW, ACCOUNT, "test");
        try (var subscriber = subscriber(sandbox, secret)) {
            assertThat(subscriber.await(it -> it.count() > 30, PATIENCE)).isTrue();

            // Then the owner is told of each event, once
            var owner = registry.as("steward", VIEW.dataset().agency());
            assertThat(Patience.until(() -> published(owner) == subscriber.count(), PATIENCE))
                    .as("published %d, received %d", published(owner), subscriber.count())
                    .isTrue();

            // And each is a transaction of the grant
            int received = subscriber.count();
            assertThat(transactions(owner, grant)).isEqualTo(received);
            assertThat(transactions(registry.as("member", Views.HANOI), grant)).isEqualTo(received);

            // And it is told that nothing is left to read
            assertThat(Patience.until(() -> lag(owner, grant) == 0, PATIENCE)).isTrue();

            // When the registry is killed and started again, nothing is counted twice
            sandbox.registry().kill9();
            sandbox.registry().restart();
            assertThat(published(owner)).isEqualTo(received);
            assertThat(transactions(owner, grant)).isEqualTo(received);
        }
        registry.revoke(grant, VIEW.dataset().agency(), "test");
    }

    private static long published(RegistryClient who) {
        return sum(who.get("/statistics/views?by=all&view=" + VIEW), "published");
    }

    private static long transactions(RegistryClient who, String grant) {
        long sum = 0;
        for (var of : who.get("/statistics/transactions?by=all&of=grant")) {
            sum += of.get("of").asText().equals(grant) ? of.get("transactions").asLong() : 0;
        }
        return sum;
    }

    /** -1 while no group has committed. */
    private static long lag(RegistryClient who, String grant) {
        var groups = who.get("/grants/" + grant + "/consumption");
        return groups.isEmpty() ? -1 : sum(groups, "lag");
    }

    private static long sum(JsonNode list, String field) {
        long sum = 0;
        for (var one : list) {
            sum += one.get(field).asLong();
        }
        return sum;
    }

    private static Subscriber subscriber(Sandbox sandbox, vn.mach.connection.Secret secret) {
        return Subscriber.of(
                VIEW,
                sandbox.kafkaAs(ACCOUNT.user(), secret),
                new SchemaRegistryConnection(sandbox.api() + "/schema-registry", ACCOUNT.user(), secret),
                Views.HANOI.groupPrefix() + "counted",
                Map.of("enable.auto.commit", true, "auto.commit.interval.ms", 200));
    }
}

package vn.mach.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import vn.mach.change.Operation;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.connection.Secret;
import vn.mach.naming.AccountId;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.SandboxExtension;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.subscriber.Seen;
import vn.mach.sandbox.subscriber.Subscriber;

/** A right that is taken for a while: nothing gets out meanwhile, and afterwards the view is a SELECT again. */
@ExtendWith(SandboxExtension.class)
class SuspensionIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String WHERE = "province_code = '" + Moj.DA_NANG + "'";
    private static final String SELECT = "SELECT person_id, full_name FROM person WHERE " + WHERE;
    private static final AccountId ACCOUNT = new AccountId(Views.HANOI, "on-and-off");

    @Test
    void a_sealed_view_is_whole_again_after_a_suspension_for_who_knew_it_and_for_who_reads_it_first(Sandbox sandbox) {
        // Given the subscriber of a sealed view, who holds what SQL returns
        var registry = new Registry(sandbox);
        var register = Moj.in(sandbox);
        var view = ViewId.of(Moj.PERSON, "on-and-off");
        registry.view(
                view,
                Map.of(
                        "condition",
                        WHERE,
                        "columns",
                        List.of(
                                Map.of("column", "person_id", "rule", "keep"),
                                Map.of("column", "full_name", "rule", "keep")),
                        "subscriber",
                        Views.HANOI.slug()));
        var secret = registry.account(ACCOUNT);
        var grant = registry.grant(view, ACCOUNT, "test");
        var steward = registry.as("steward", Moj.PERSON.agency());
        Set<Map<String, Object>> known;
        try (var before = subscriber(sandbox, view, secret, "before")) {
            assertEqual(before, register);

            // When the right is suspended and the register lives on
            var suspended = steward.post("/grants/" + grant + "/suspend", Map.of("reason", "test"));
            int had = before.count();
            known = new HashSet<>(before.content().keySet());
            register.live(40, 4711);

            // Then it gets no record more, and is refused
            assertThat(suspended.get("state").asText()).isEqualTo("suspended");
            assertThat(suspended.at("/gate/closed").asBoolean()).isTrue();
            assertThat(before.await(Subscriber::isRefused, PATIENCE)).isTrue();
            assertThat(before.count()).isEqualTo(had);
        }

        // When it is resumed
        var resumed = steward.post("/grants/" + grant + "/resume", Map.of());

        // Then a reader of the topic has what SQL returns, and is told of every row that left meanwhile
        assertThat(resumed.get("state").asText()).isEqualTo("active");
        assertThat(resumed.get("access").asText()).isEqualTo("ready");
        try (var after = subscriber(sandbox, view, secret, "after")) {
            assertEqual(after, register);
            known.removeAll(after.content().keySet());
            assertThat(known).as("somebody left meanwhile").isNotEmpty();
            assertThat(deleted(after)).containsAll(known);

            // And changes flow as before
            register.live(5, 4712);
            assertEqual(after, register);
        }
        registry.revoke(grant, Moj.PERSON.agency(), "test");
    }

    private static void assertEqual(Subscriber subscriber, Moj register) {
        var comparison =
                Comparison.of(subscriber, register.database(), SELECT, List.of("person_id"), Comparison.AsShown.SAME);
        assertThat(comparison.isEqual()).as(comparison.toString()).isTrue();
        assertThat(comparison.expected()).isPositive();
    }

    private static Set<Map<String, Object>> deleted(Subscriber subscriber) {
        return subscriber.seen().stream()
                .filter(seen -> seen.operation() == Operation.DELETE)
                .map(Seen::key)
                .collect(Collectors.toSet());
    }

    private static Subscriber subscriber(Sandbox sandbox, ViewId view, Secret secret, String group) {
        return Subscriber.of(
                view,
                sandbox.kafkaAs(ACCOUNT.user(), secret),
                new SchemaRegistryConnection(sandbox.api() + "/schema-registry", ACCOUNT.user(), secret),
                Views.HANOI.groupPrefix() + "on-and-off." + group,
                Map.of("metadata.max.age.ms", 1_000));
    }
}

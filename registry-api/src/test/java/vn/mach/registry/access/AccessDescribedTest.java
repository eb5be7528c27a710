package vn.mach.registry.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import vn.mach.registry.json.Json;
import vn.mach.registry.openapi.Description;

/** What the reconciler tells is as described, whatever it has to tell. */
class AccessDescribedTest {
    private final Description description = Description.ofTheService();

    private static AclBinding reads(String user) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, "view.moj.person.basic", PatternType.LITERAL),
                new AccessControlEntry("User:" + user, "*", AclOperation.READ, AclPermissionType.ALLOW));
    }

    @Test
    void a_plan_with_one_of_everything_is_as_described() {
        var plan = new Plan(
                List.of(new NewTopic("data.moj.person", Optional.of(6), Optional.empty())),
                List.of(new TopicConvergence.Setting("data.moj.person", "cleanup.policy", "delete", "compact")),
                List.of("view.moj.person.old"),
                List.of("data.moj.person-value"),
                List.of(),
                List.of("hanoi.reader"),
                List.of(TestAccounts.active("hanoi.reader")),
                Map.of("hanoi.reader", TestAccounts.QUOTA.settings()),
                new AccessPlan(Set.of(reads("hue.reader")), Set.of(reads("hanoi.reader"))),
                Set.of(new Drift("foreign-access", "User:somebody", "read on view.moj.person.basic")),
                List.of("topics: Kafka does not answer"));

        assertThat(wrong("GET /api/v1/access/plan", plan.toJson())).isEmpty();
        assertThat(wrong(
                        "POST /api/v1/access/apply", new Access.Applied(true, List.of("create topic x"), List.of("y"))))
                .isEmpty();
    }

    private List<String> wrong(String operation, Object answer) {
        return description.wrong(operation, 200, "application/json", Json.text(answer));
    }
}

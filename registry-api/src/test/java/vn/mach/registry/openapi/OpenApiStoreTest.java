package vn.mach.registry.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.mach.registry.ServedCountry;
import vn.mach.registry.access.TestAccessRoutes;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Route;
import vn.mach.registry.http.TestClient;

/** The description is what is served, and what is served is as described. */
class OpenApiStoreTest {
    /** Answered with a Kafka only. */
    private static final Set<String> RECONCILER =
            Set.of("GET /api/v1/access/plan", "POST /api/v1/access/apply", "GET /api/v1/access/drift");

    private final ServedCountry api = new ServedCountry();
    private final TestClient nobody = new TestClient(api.port(), "");
    private final Description description =
            new Description(nobody.get("/api/v1/openapi.yaml").body());

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void every_route_is_described_with_its_roles_and_every_description_is_served() {
        var served = Stream.concat(api.country.routes().stream(), Stream.of(TestAccessRoutes.listed()))
                .flatMap(feature -> feature.routes().stream())
                .filter(route -> !route.path().endsWith("*")) // refuses what is no operation
                .collect(Collectors.toMap(
                        route -> route.method().name() + " " + route.path(),
                        OpenApiStoreTest::roles,
                        (one, other) -> other,
                        TreeMap::new));
        served.put("GET /health", Set.of("open"));

        assertThat(description.roles()).containsExactlyInAnyOrderEntriesOf(served);
    }

    private static Set<String> roles(Route route) {
        return route.roles().stream().map(Role::toString).collect(Collectors.toSet());
    }

    @Test
    void an_answer_that_is_not_as_described_is_noticed() {
        var agency = "GET /api/v1/agencies/{agency}";
        var hanoi = "{\"slug\":\"hanoi\",\"name\":\"Hà Nội\",\"level\":\"province\",\"codes\":[],"
                + "\"enrolledAt\":\"2026-03-01T02:00:00Z\"}";

        assertThat(description.wrong(agency, 200, "application/json", hanoi)).isEmpty();
        assertThat(description.wrong(agency, 200, "application/json", hanoi.replace("province", "town")))
                .isNotEmpty();
        assertThat(description.wrong(agency, 200, "application/json", hanoi.replace("02:00", "noon")))
                .isNotEmpty();
        assertThat(description.wrong(agency, 200, "application/json", hanoi.replace("{", "{\"secret\":\"x\",")))
                .isNotEmpty();
        assertThat(description.wrong(agency, 200, "text/html", "<html>")).isNotEmpty();
        assertThat(description.wrong(agency, 404, "application/problem+json", "{}"))
                .isNotEmpty();
    }

    @Test
    void what_is_open_says_so_and_nothing_else_is() {
        description.roles().forEach((operation, roles) -> {
            var security = description.operation(operation).path("security");
            assertThat(security.isArray() && security.isEmpty()).as(operation).isEqualTo(roles.contains("open"));
            assertThat(security.toString().contains("account")).as(operation).isEqualTo(roles.contains("subscriber"));
        });
    }

    @Test
    void operations_have_names_of_their_own_and_references_lead_somewhere() {
        var names = description.document().findValuesAsText("operationId");

        assertThat(names).hasSize(description.roles().size()).doesNotHaveDuplicates();
        assertThat(description.document().findValuesAsText("$ref")).isNotEmpty().allSatisfy(reference -> assertThat(
                        description.document().at(reference.substring(1)).isMissingNode())
                .as(reference)
                .isFalse());
    }

    @Test
    void a_run_through_the_api_with_the_examples_is_answered_as_described() {
        var story = new Story(api);
        story.run();

        var described = new HashSet<>(description.roles().keySet());
        described.removeAll(RECONCILER);
        assertThat(story.answered()).containsExactlyInAnyOrderElementsOf(described);
    }
}

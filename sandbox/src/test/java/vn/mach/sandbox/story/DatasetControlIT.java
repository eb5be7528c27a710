package vn.mach.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import vn.mach.change.DatasetControl.Kind;
import vn.mach.change.Operation;
import vn.mach.change.Position;
import vn.mach.connection.Secret;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.SandboxExtension;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.registry.Registry;

/** What is said of a whole dataset with the rights that the registry gave an agent, to a router and a registry that run. */
@ExtendWith(SandboxExtension.class)
class DatasetControlIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ROWS = 20_000;
    private static final String AGENCY = "/agencies/" + BusAgent.BUSES.agency();
    private static final String DATASET = "/datasets/mot/bus";

    private Registry registry;
    private BusAgent agent;

    @BeforeEach
    void an_agent_with_its_dataset(Sandbox sandbox) throws JsonProcessingException {
        registry = new Registry(sandbox);
        registry.agency(BusAgent.BUSES.agency(), "Bộ Giao thông vận tải", "ministry");
        var steward = registry.as("steward", BusAgent.BUSES.agency());
        if (steward.find(DATASET).isEmpty()) {
            steward.post(
                    AGENCY + "/datasets",
                    Map.of(
                            "slug", "bus",
                            "title", Map.of("vi", "Xe buýt", "en", "Buses"),
                            "contract",
                                    new ObjectMapper()
                                            .readTree(BusAgent.CONTRACT.row().toString()),
                            "key", List.of("bus_id"),
                            "classification", Map.of("bus_id", "basic", "line", "basic"),
                            "legalBasis", "Decree 278/2025"));
        }
        agent = new BusAgent(sandbox, registry.agent(BusAgent.ID, List.of("bus")));
    }

    @AfterEach
    void close() {
        agent.close();
    }

    @Test
    void a_truncation_deletes_each_row_once_though_the_router_is_killed_in_the_middle(Sandbox sandbox) {
        var view = view("whole", "");
        var reader = registry.account(Views.READER);
        registry.grant(view, Views.READER, "test");
        try (var subscriber = new Views(sandbox).subscribe(view, reader, "buses")) {
            // Given a view of many rows
            IntStream.range(0, ROWS).forEach(agent::publish);
            agent.commit();
            assertThat(subscriber.await(it -> it.content().size() == ROWS, PATIENCE))
                    .isTrue();

            // When all are deleted at once, the router is killed once some are gone, and a row comes back
            var truncated = agent.say(Kind.TRUNCATE, null, null);
            agent.commit();
            assertThat(subscriber.await(it -> it.count() > ROWS, PATIENCE)).isTrue();
            sandbox.router().kill9();
            agent.publish(7);
            agent.commit();
            sandbox.router().restart();

            // Then each is deleted once, and a new view has the one that came back
            assertThat(subscriber.await(it -> it.content().size() == 1 && it.count() > 2 * ROWS, PATIENCE))
                    .as("%d rows, %d events", subscriber.content().size(), subscriber.count())
                    .isTrue();
            assertThat(subscriber.seen())
                    .filteredOn(event -> event.operation() == Operation.DELETE)
                    .hasSize(ROWS)
                    .allMatch(event -> event.position().equals(truncated));
            assertThat(subscriber.seen()).hasSize(2 * ROWS + 1);
            assertThat(subscriber.unpaired()).isEmpty();
        }
        assertBootstraps(sandbox, reader);
    }

    private void assertBootstraps(Sandbox sandbox, Secret reader) {
        var view = view("again", "bus_id >= 0");
        registry.grant(view, Views.READER, "test");
        try (var subscriber = new Views(sandbox).subscribe(view, reader, "buses-again")) {
            assertThat(subscriber.await(it -> it.count() > 0, PATIENCE)).isTrue();
            assertThat(Patience.until(() -> isLive(shown("again")), PATIENCE)).isTrue();
            assertThat(subscriber.seen()).hasSize(1);
            assertThat(subscriber.content()).containsOnlyKeys(Map.of("bus_id", 7));
        }
    }

    @Test
    void a_gap_is_shown_at_the_view_and_in_the_fleet_until_it_is_closed_whatever_else_is_on_the_topics() {
        view("whole", "");
        var steward = registry.as("steward", BusAgent.BUSES.agency());

        agent.tellNonsense();
        agent.say(Kind.GAP, new Position(1, 2, 3), "the slot is gone");
        agent.tellGap(false);
        agent.tellState("GAP");
        agent.commit();

        assertThat(Patience.until(() -> shown("whole").has("incomplete"), PATIENCE))
                .isTrue();
        assertThat(shown("whole").at("/incomplete/since").asText()).isEqualTo(new Position(1, 2, 3).toString());
        assertThat(shown("whole").at("/incomplete/reason").asText()).isEqualTo("the slot is gone");
        assertThat(Patience.until(() -> steward.get("/gaps").size() == 1, PATIENCE))
                .isTrue();
        assertThat(Patience.until(
                        () -> steward.get("/agents/" + BusAgent.ID)
                                .get("state")
                                .asText()
                                .equals("gap"),
                        PATIENCE))
                .isTrue();

        agent.say(Kind.GAP_CLOSED, null, null);
        agent.tellGap(true);
        agent.commit();

        assertThat(Patience.until(() -> !shown("whole").has("incomplete"), PATIENCE))
                .isTrue();
        assertThat(Patience.until(() -> steward.get("/gaps").isEmpty(), PATIENCE))
                .isTrue();
    }

    private ViewId view(String slug, String condition) {
        var view = ViewId.of(BusAgent.BUSES, slug);
        var columns = List.of(Map.of("column", "bus_id", "rule", "keep"), Map.of("column", "line", "rule", "keep"));
        registry.view(view, Map.of("condition", condition, "columns", columns));
        return view;
    }

    private JsonNode shown(String slug) {
        return registry.as("steward", BusAgent.BUSES.agency()).get("/views/mot/bus/" + slug);
    }

    private static boolean isLive(JsonNode view) {
        var states = view.get("status").findValuesAsText("state");
        return states.size() == view.get("partitions").asInt()
                && states.stream().allMatch("live"::equals);
    }
}

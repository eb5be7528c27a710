package vn.mach.router.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.mach.router.topology.People.PERSON;
import static vn.mach.router.topology.People.keep;
import static vn.mach.router.topology.People.person;
import static vn.mach.router.topology.People.row;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.change.Contract;
import vn.mach.change.Envelopes;
import vn.mach.naming.Topics;
import vn.mach.view.ViewStatus.Incomplete;
import vn.mach.view.ViewStatus.State;

class SchemaOutageTest {
    private static final Schema EVOLVED = Envelopes.envelope(SchemaBuilder.record("Row")
            .namespace(PERSON.dataset().namespace())
            .fields()
            .requiredString("id")
            .optionalString("name")
            .optionalString("province")
            .optionalInt("age")
            .optionalString("email")
            .endRecord());

    private final SchemaRegistrySwitch registry = new SchemaRegistrySwitch();
    private final Exchange exchange = Exchange.of(PERSON, registry);
    private int evolved;

    @BeforeEach
    void a_schema_that_the_router_has_not_seen_when_the_registry_goes_away() {
        exchange.view("all", "", keep("id", "name")).publish(person("1", "An", "HN"));
        evolved = registry.owner().register(Topics.valueSubject(PERSON.dataset().topic()), EVOLVED);
        registry.turn(false);
    }

    @AfterEach
    void close() {
        exchange.close();
        registry.close();
    }

    @Test
    void known_schemas_go_on_and_what_has_an_unknown_one_waits_until_the_registry_answers() {
        publishEvolved("2", "Bình");
        exchange.publish(person("3", "Chi", "HN"));

        assertThat(exchange.contentOf("all"))
                .containsExactly(row("id", "1", "name", "An"), row("id", "3", "name", "Chi"));
        assertThat(exchange.deadLetters()).isEmpty();

        registry.turn(true);
        tickUntil(() -> exchange.contentOf("all").size() == 3);
    }

    @Test
    void the_order_of_a_row_s_changes_is_kept() {
        publishEvolved("1", "second");
        exchange.publish(person("1", "third", "HN"));

        registry.turn(true);
        tickUntil(() -> exchange.opsOf("all").length() == 3);

        assertThat(exchange.eventsOf("all").stream().map(told -> told.row().get("name")))
                .containsExactly("An", "second", "third");
    }

    @Test
    void the_views_are_told_to_be_incomplete_while_anything_waits() {
        publishEvolved("2", "Bình");
        exchange.publish(person("3", "Chi", "HN"));

        assertThat(lastIncomplete().reason()).contains("schema registry");
        assertThat(exchange.eventsOf("all").get(1).incomplete()).isEqualTo("unknown");

        registry.turn(true);
        tickUntil(() -> lastIncomplete() == null);
    }

    @Test
    void a_gate_is_closed_while_records_wait_and_what_waits_is_told_once_it_is_open() {
        publishEvolved("2", "Bình");

        exchange.shut("all").tick();
        assertThat(exchange.stateOf("all")).isEqualTo(State.CLOSED);

        registry.turn(true);
        tickUntil(() -> lastIncomplete() == null);
        assertThat(exchange.opsOf("all")).isEqualTo("c");
        exchange.reopen("all").ticks(3);
        assertThat(exchange.contentOf("all")).hasSize(2);
    }

    @Test
    void what_waits_survives_the_router() {
        publishEvolved("2", "Bình");

        registry.turn(true);
        exchange.restartKnowing(registry.router());
        tickUntil(() -> exchange.contentOf("all").size() == 2);
    }

    @Test
    void a_dataset_stops_when_too_much_waits() {
        for (int i = 0; i < WaitingRecords.MAX_RECORDS; i++) {
            publishEvolved("2", "Bình");
        }

        assertThatThrownBy(() -> publishEvolved("2", "Bình"))
                .rootCause()
                .isInstanceOf(RegistryAway.class)
                .hasMessageContaining("10000 records");
    }

    private void publishEvolved(String id, String name) {
        var row = new GenericData.Record(
                Contract.notNull(EVOLVED.getField("after").schema()));
        row.put("id", id);
        row.put("name", name);
        exchange.raw(person(id), exchange.event(row, EVOLVED, evolved, PERSON.dataset()));
    }

    private Incomplete lastIncomplete() {
        var statuses = exchange.statusesOf("all");
        return statuses.get(statuses.size() - 1).incomplete();
    }

    /** The router asks again after a while, and does so on its own clock and on the machine's. */
    private void tickUntil(BooleanSupplier condition) {
        long limit = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(limit);
            exchange.ticks(10);
        }
    }
}

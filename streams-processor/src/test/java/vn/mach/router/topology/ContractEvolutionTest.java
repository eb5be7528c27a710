package vn.mach.router.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.router.topology.People.PERSON;
import static vn.mach.router.topology.People.keep;
import static vn.mach.router.topology.People.person;
import static vn.mach.router.topology.People.row;

import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.mach.change.Contract;
import vn.mach.change.Position;
import vn.mach.naming.Topics;
import vn.mach.view.ViewDefinition;
import vn.mach.view.ViewStatus;
import vn.mach.view.ViewStatus.State;

/** A dataset's contract changes; its views are bound to the one that held when they were defined. */
class ContractEvolutionTest {
    /** With a column more. */
    private static final Contract WITH_EMAIL = contract("id", "name", "province", "email");

    /** Without the column {@code name}. */
    private static final Contract WITHOUT_NAME = contract("id", "province", "email");

    private final Exchange exchange = Exchange.of(PERSON, 2);

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void records_of_the_old_and_the_new_contract_mix() {
        exchange.view("residents", "province = 'HN'", keep("id", "name"));

        exchange.publish(person("1", "An", "HN"));
        publish(WITH_EMAIL, Map.of("id", "2", "name", "Bình", "province", "HN", "email", "b@example.vn"));
        exchange.publish(person("2", "Bình", "HCM"), person("3", "Chi", "HN"));
        publish(WITH_EMAIL, Map.of("id", "1", "name", "Ân", "province", "HN"));

        assertThat(exchange.opsOf("residents")).isEqualTo("cc" + "d-" + "cu");
        assertThat(exchange.contentOf("residents"))
                .containsExactly(row("id", "1", "name", "Ân"), row("id", "3", "name", "Chi"));
        assertThat(exchange.deadLetters()).isEmpty();
    }

    @Test
    void a_view_keeps_its_schema_and_tells_nothing_when_only_a_hidden_column_is_new() {
        exchange.view("all", "", keep("id", "name")).publish(person("1", "An", "HN"), person("2", "Bình", "HN"));

        bindAnew("all", WITH_EMAIL, "id", "name");
        publish(WITH_EMAIL, Map.of("id", "1", "name", "An", "email", "a@example.vn"));
        publish(WITH_EMAIL, Map.of("id", "2", "name", "Ban"));

        assertThat(exchange.opsOf("all")).isEqualTo("cc" + "u");
        assertThat(schemas("all")).hasSize(1);
        assertThat(exchange.stateOf("all")).isEqualTo(State.LIVE);
    }

    @Test
    void a_view_has_another_schema_once_it_shows_the_new_column() {
        exchange.view("all", "", keep("id", "name")).publish(person("1", "An", "HN"));
        publish(WITH_EMAIL, Map.of("id", "2", "name", "Bình", "email", "b@example.vn"));

        bindAnew("all", WITH_EMAIL, "id", "name", "email");

        assertThat(schemas("all")).hasSize(2);
        assertThat(exchange.contentOf("all"))
                .containsExactly(
                        row("id", "1", "name", "An", "email", null),
                        row("id", "2", "name", "Bình", "email", "b@example.vn"));
    }

    @Test
    void a_view_that_shows_a_removed_column_stands_still_and_says_why_and_the_others_go_on() {
        exchange.view("names", "", keep("id", "name"))
                .view("called-an", "name = 'An'", keep("id"))
                .view("places", "", keep("id", "province"));
        exchange.publish(person("1", "An", "HN"), person("2", "Bình", "HN"));

        publish(WITHOUT_NAME, Map.of("id", "1", "province", "HCM"));

        assertThat(exchange.contentOf("names"))
                .containsExactly(row("id", "1", "name", "An"), row("id", "2", "name", "Bình"));
        assertThat(exchange.contentOf("called-an")).containsExactly(row("id", "1"));
        assertThat(exchange.contentOf("places")).contains(row("id", "1", "province", "HCM"));
        for (var view : List.of("names", "called-an")) {
            assertThat(last(view).incomplete()).isNotNull();
            assertThat(last(view).incomplete().reason()).contains("has no more name");
            assertThat(last(view).incomplete().from()).isEqualTo(new Position(1, 2, 0));
        }
        assertThat(last("places").incomplete()).isNull();
    }

    @Test
    void a_view_that_stands_still_does_so_after_a_restart_and_for_records_of_the_old_contract_too() {
        exchange.view("names", "", keep("id", "name")).publish(person("1", "An", "HN"));
        publish(WITHOUT_NAME, Map.of("id", "1", "province", "HCM"));

        exchange.restart().publish(person("2", "Bình", "HN")).reopen("names").ticks(3);

        assertThat(exchange.opsOf("names")).isEqualTo("c");
        assertThat(last("names").incomplete()).isNotNull();
    }

    @Test
    void a_definition_without_the_removed_column_ends_the_standstill_with_every_row_as_it_is_now() {
        exchange.view("names", "province = 'HN'", keep("id", "name", "province"))
                .publish(person("1", "An", "HN"), person("2", "Bình", "HN"), person("3", "Chi", "HN"));
        publish(WITHOUT_NAME, Map.of("id", "1", "province", "HCM"));
        publish(WITHOUT_NAME, Map.of("id", "4", "province", "HN"));
        exchange.delete(person("2"));

        bindAnew("names", "province = 'HN'", WITHOUT_NAME, "id", "province");

        assertThat(exchange.contentOf("names"))
                .containsExactly(row("id", "3", "province", "HN"), row("id", "4", "province", "HN"));
        assertThat(last("names").incomplete()).isNull();
        assertThat(last("names").state()).isEqualTo(State.LIVE);
        assertThat(exchange.remembered()).isZero();
    }

    @Test
    void a_column_that_no_record_has_had_yet_is_not_a_removed_one() {
        exchange.publish(person("1", "An", "HN")).view("ids", "", keep("id"));

        bindAnew("ids", WITH_EMAIL, "id", "email");
        exchange.publish(person("2", "Bình", "HN"));

        assertThat(last("ids").incomplete()).isNull();
        assertThat(exchange.contentOf("ids")).hasSize(2);
    }

    private void bindAnew(String slug, Contract contract, String... columns) {
        bindAnew(slug, "", contract, columns);
    }

    private void bindAnew(String slug, String condition, Contract contract, String... columns) {
        var old = exchange.definition(slug);
        exchange.say(new ViewDefinition(
                        old.id(),
                        old.version() + 1,
                        old.revision() + 1,
                        old.gate(),
                        old.sealed(),
                        old.audience(),
                        condition,
                        List.of(keep(columns)),
                        contract,
                        old.partitions()))
                .ticks(6);
    }

    private ViewStatus last(String slug) {
        var all = exchange.statusesOf(slug);
        return all.get(all.size() - 1);
    }

    private List<Schema> schemas(String slug) {
        return exchange.eventsOf(slug).stream()
                .filter(told -> told.event() != null && told.event().after() != null)
                .map(told -> told.event().after().getSchema())
                .distinct()
                .toList();
    }

    private void publish(Contract contract, Map<String, Object> values) {
        var row = new GenericData.Record(contract.row());
        values.forEach(row::put);
        exchange.raw(person((String) values.get("id")), event(contract, row));
    }

    private byte[] event(Contract contract, GenericRecord row) {
        var envelope = contract.envelopeSchema();
        int id = exchange.catalog().register(Topics.valueSubject(People.DATASET.topic()), envelope);
        return exchange.event(row, envelope, id, People.DATASET);
    }

    private static Contract contract(String... columns) {
        var fields = SchemaBuilder.record("Row")
                .namespace(People.DATASET.namespace())
                .fields()
                .requiredString("id");
        for (var column : columns) {
            fields = column.equals("id") ? fields : fields.optionalString(column);
        }
        return Contract.of(People.DATASET, fields.endRecord(), List.of("id"));
    }
}

package vn.mach.router.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.router.topology.People.PERSON;
import static vn.mach.router.topology.People.keep;
import static vn.mach.router.topology.People.person;
import static vn.mach.router.topology.People.row;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import vn.mach.change.Position;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.naming.Topics;
import vn.mach.view.PseudonymKeys;
import vn.mach.wire.RecordEncoder;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.WireFormat;

class LazyDecodeTest {
    private final SchemaCatalog catalog =
            SchemaCatalog.connect(SchemaRegistryConnection.of("mock://" + UUID.randomUUID()));

    @Test
    void only_what_a_view_looks_at_or_shows_is_decoded_and_what_stands_behind_it_is_right() {
        try (var exchange = Exchange.of(PERSON)) {
            exchange.view("adults", "age >= 18", keep("id"));
            var binder = new ViewBinder(catalog, PseudonymKeys.derivedFrom(Exchange.SECRET));
            var shared = new SharedWork();
            var evaluator = binder.bind(exchange.definition("adults"), shared);
            int id = catalog.register(Topics.valueSubject(PERSON.dataset().topic()), PERSON.envelopeSchema());
            var body = WireFormat.body(new RecordEncoder(PERSON.row(), id).encode(person("1", "An", "HN", 30)));

            var decoded = new RowDecoder(catalog, shared)
                    .decode(new LastRow(new Position(1, 1, 0), 0, id, body), body, evaluator.contract());

            assertThat(decoded.get("id")).isEqualTo("1");
            assertThat(decoded.get("name")).isNull();
            assertThat(decoded.get("province")).isNull();
            assertThat(decoded.get("age")).isEqualTo(30);
        }
    }

    @Test
    void a_column_that_a_later_view_needs_is_decoded_from_then_on() {
        try (var exchange = Exchange.of(PERSON)) {
            exchange.view("ids", "", keep("id")).publish(person("1", "An", "HN"));

            exchange.view("names", "province = 'HN'", keep("id", "name")).ticks(2);
            exchange.publish(person("2", "Bình", "HN"));

            assertThat(exchange.contentOf("names"))
                    .containsExactly(row("id", "1", "name", "An"), row("id", "2", "name", "Bình"));
        }
    }

    @Test
    void what_no_view_needs_any_more_is_neither_decoded_nor_remembered() {
        try (var exchange = Exchange.of(PERSON)) {
            exchange.view("adults", "age >= 18", keep("id")).view("names", "", keep("id", "name"));
            var binder = new ViewBinder(catalog, PseudonymKeys.derivedFrom(Exchange.SECRET));
            var shared = new SharedWork();
            var adults = binder.bind(exchange.definition("adults"), shared);
            var names = binder.bind(exchange.definition("names"), shared);
            var twin = binder.bind(exchange.definition("names"), shared);
            var needed = shared.needed(adults.contract());
            int name = PERSON.row().getField("name").pos();
            assertThat(shared.size()).isEqualTo(4);

            names.leave();
            assertThat(needed.contains(name)).isTrue();
            twin.leave();

            assertThat(needed.contains(name)).isFalse();
            assertThat(needed.contains(PERSON.row().getField("age").pos())).isTrue();
            assertThat(shared.size()).isEqualTo(2);
        }
    }
}

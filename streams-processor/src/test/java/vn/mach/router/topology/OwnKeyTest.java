package vn.mach.router.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.router.topology.People.keep;
import static vn.mach.router.topology.People.row;

import java.util.List;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.change.Contract;
import vn.mach.naming.ViewId;
import vn.mach.view.Gate;
import vn.mach.view.ViewDefinition;

/** A view that withholds the dataset's key and is keyed by another column that no two rows share. */
class OwnKeyTest {
    private static final Contract CARD = Contract.of(
            People.DATASET,
            SchemaBuilder.record("Row")
                    .namespace(People.DATASET.namespace())
                    .fields()
                    .requiredString("id")
                    .requiredString("card")
                    .requiredString("name")
                    .endRecord(),
            List.of("id"));

    private final Exchange exchange = Exchange.of(CARD);

    @BeforeEach
    void a_view_by_card() {
        exchange.say(new ViewDefinition(
                        ViewId.of(People.DATASET, "cards"),
                        1,
                        1,
                        Gate.OPEN,
                        false,
                        null,
                        "",
                        List.of(keep("card", "name")),
                        CARD,
                        6,
                        List.of("card")))
                .tick();
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void its_records_are_keyed_by_the_other_column_and_never_tell_the_withheld_key() {
        exchange.publish(card("secret-1", "A", "An"), card("secret-2", "B", "Bình"))
                .publish(card("secret-1", "A", "Ân"));

        assertThat(exchange.opsOf("cards")).isEqualTo("ccu");
        assertThat(exchange.eventsOf("cards")).allSatisfy(told -> {
            assertThat(told.key()).containsOnlyKeys("card");
            assertThat(told.toString()).doesNotContain("secret");
        });
        assertThat(exchange.contentOf("cards"))
                .containsExactly(row("card", "A", "name", "Ân"), row("card", "B", "name", "Bình"));
    }

    @Test
    void a_row_whose_other_key_changes_is_deleted_there_and_created_anew() {
        exchange.publish(card("1", "A", "An"), card("1", "C", "An"));

        assertThat(exchange.opsOf("cards")).isEqualTo("c" + "d-c");
        assertThat(exchange.contentOf("cards")).containsExactly(row("card", "C", "name", "An"));
    }

    @Test
    void a_deleted_row_is_deleted_under_the_key_it_was_shown_by() {
        exchange.publish(card("1", "A", "An"), card("2", "B", "Bình")).delete(card("1", "another", "any"));

        assertThat(exchange.contentOf("cards")).containsExactly(row("card", "B", "name", "Bình"));
    }

    private static GenericRecord card(String id, String card, String name) {
        var row = new GenericData.Record(CARD.row());
        row.put("id", id);
        row.put("card", card);
        row.put("name", name);
        return row;
    }
}

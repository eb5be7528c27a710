package vn.mach.router.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.router.topology.People.PERSON;
import static vn.mach.router.topology.People.keep;
import static vn.mach.router.topology.People.person;
import static vn.mach.router.topology.People.row;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.mach.view.PseudonymKeys;

class ViewIndexTest {
    private static final List<String> PROVINCES = List.of("HN", "HCM", "DN", "HP", "CT");

    /** Routed through the index or by looking at every view: the same rows are in the same views. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void every_view_holds_the_rows_that_its_condition_admits(long seed) {
        var random = new Random(seed);
        var conditions = new HashMap<String, String>();
        try (var exchange = Exchange.of(PERSON)) {
            var rows = new TreeMap<String, GenericRecord>();
            for (int i = 0; i < 400; i++) {
                int act = random.nextInt(20);
                var id = Integer.toString(random.nextInt(30));
                if (act < 3) {
                    var view = "v" + random.nextInt(40);
                    conditions.put(view, condition(random));
                    exchange.view(view, conditions.get(view), random.nextBoolean() ? keep("id") : keep("id", "name"));
                } else if (act == 3 && !conditions.isEmpty()) {
                    exchange.restart().tick();
                } else if (act < 7) {
                    exchange.delete(person(id));
                    rows.remove(id);
                } else {
                    var person = person(id, "n" + random.nextInt(3), pick(random), age(random));
                    exchange.publish(person);
                    rows.put(id, person);
                }
            }
            exchange.ticks(5);

            conditions.keySet().forEach(view -> assertThat(ids(exchange.contentOf(view)))
                    .as("seed %d, %s: %s", seed, view, conditions.get(view))
                    .containsExactlyInAnyOrderElementsOf(admitted(exchange, view, rows)));
        }
    }

    @Test
    void views_with_equal_conditions_and_projections_each_have_their_own_schemas() {
        try (var exchange = Exchange.of(PERSON)) {
            exchange.view("one", "province = 'HN'", keep("id", "name"))
                    .view("two", "province = 'HN'", keep("id", "name"));

            exchange.publish(person("1", "An", "HN"), person("1", "Ân", "HN")).delete(person("1"));

            for (var view : List.of("one", "two")) {
                assertThat(exchange.opsOf(view)).isEqualTo("cud-");
                assertThat(exchange.eventsOf(view).get(1).row()).isEqualTo(row("id", "1", "name", "Ân"));
                assertThat(exchange.eventsOf(view)
                                .get(1)
                                .event()
                                .after()
                                .getSchema()
                                .getNamespace())
                        .isEqualTo("mach.moj.person." + view);
            }
        }
    }

    private static List<String> admitted(Exchange exchange, String view, Map<String, GenericRecord> rows) {
        var bound = exchange.definition(view).bind(PseudonymKeys.derivedFrom(Exchange.SECRET));
        return rows.entrySet().stream()
                .filter(row -> bound.admits(row.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static List<String> ids(List<Map<String, Object>> content) {
        return content.stream().map(row -> row.get("id").toString()).toList();
    }

    private static String condition(Random random) {
        int number = random.nextInt(6);
        return switch (random.nextInt(12)) {
            case 0 -> "";
            case 1 -> "age = " + number;
            case 2 -> "age IN (" + number + ", " + (number + 2) + ") AND province IN ('HN', 'DN')";
            case 3 -> "province = '" + pick(random) + "' AND age > " + number;
            case 4 -> "province = '" + pick(random) + "' OR age = " + number;
            case 5 -> "NOT (province = '" + pick(random) + "')";
            case 6 -> "province IS NULL";
            case 7 -> "name = 'n1' AND province IN ('HN', 'HCM') AND age < 5";
            case 8 -> "age = 2.0";
            case 9 -> "age = 2.5";
            case 10 -> "province = 'HN' AND province = 'DN'";
            default -> "province = '" + pick(random) + "'";
        };
    }

    private static @Nullable Integer age(Random random) {
        int age = random.nextInt(7);
        return age == 6 ? null : age;
    }

    private static @Nullable String pick(Random random) {
        return PROVINCES.get(random.nextInt(PROVINCES.size()));
    }
}

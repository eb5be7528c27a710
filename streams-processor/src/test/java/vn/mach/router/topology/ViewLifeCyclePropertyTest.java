package vn.mach.router.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.router.topology.People.PERSON;
import static vn.mach.router.topology.People.person;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.apache.avro.generic.GenericRecord;
import vn.mach.view.Gate;
import vn.mach.view.ViewStatus.State;

/** Whatever happens to rows, views, gates and the process: a view is a SELECT over the last rows. */
class ViewLifeCyclePropertyTest {
    private static final String VIEW = "residents";
    /** Beside it and never touched: what happens to all views happens to this one as well. */
    private static final String OTHER = "adults";

    /** A condition and its plain Java twin. */
    enum Where {
        ALL("", row -> true),
        HANOI("province = 'HN'", row -> "HN".equals(row.get("province"))),
        NOT_HANOI("province <> 'HN'", row -> row.get("province") != null && !"HN".equals(row.get("province"))),
        ADULTS("age >= 18", row -> row.get("age") instanceof Integer age && age >= 18),
        YOUNG_OR_HANOI(
                "age < 18 OR province = 'HN'",
                row -> (row.get("age") instanceof Integer age && age < 18) || "HN".equals(row.get("province"))),
        NOBODY("id = 'nobody'", row -> false);

        private final String sql;
        private final Predicate<GenericRecord> java;

        Where(String sql, Predicate<GenericRecord> java) {
            this.sql = sql;
            this.java = java;
        }
    }

    enum Columns {
        KEY("id"),
        NAME("id", "name"),
        PLACE("id", "province"),
        EVERYTHING("id", "name", "province", "age");

        private final String[] names;

        Columns(String... names) {
            this.names = names;
        }
    }

    /** What one test has done so far, and what must be true of it. */
    static final class Story implements AutoCloseable {
        private final Exchange exchange = Exchange.of(PERSON, 2);
        private final Map<String, GenericRecord> table = new TreeMap<>();
        private final Set<String> everSeen = new HashSet<>();
        private Where where = Where.ALL;
        private Columns columns = Columns.EVERYTHING;
        private boolean held;
        private int toldWhenShut = -1;
        private long truncatedAt = -1;
        private int emptied;

        Story() {
            exchange.define(OTHER, Where.ADULTS.sql, People.keep(Columns.EVERYTHING.names));
            define(Where.HANOI, Columns.EVERYTHING);
        }

        void upsert(GenericRecord row) {
            table.put(row.get("id").toString(), row);
            everSeen.add(row.get("id").toString());
            exchange.publish(row);
        }

        void delete(String id) {
            table.remove(id);
            everSeen.add(id);
            exchange.delete(person(id));
        }

        void truncate() {
            table.clear();
            exchange.truncate();
            truncatedAt = exchange.commit();
        }

        /** Old changes, as after the restart of an agent: of a key that has been seen, or before the last truncation. */
        void repeat(GenericRecord row) {
            if (truncatedAt > 0) {
                exchange.truncateAgain(truncatedAt).publishAgain(truncatedAt - 1, row);
            } else if (everSeen.contains(row.get("id").toString())) {
                exchange.publishAgain(0, row);
            }
        }

        void define(Where newWhere, Columns newColumns) {
            where = newWhere;
            columns = newColumns;
            held = false;
            toldWhenShut = -1;
            exchange.define(VIEW, newWhere.sql, People.keep(newColumns.names));
        }

        void gate(Gate gate) {
            held = false;
            toldWhenShut = -1;
            switch (gate) {
                case OPEN -> exchange.reopen(VIEW);
                case RETIRED -> exchange.retire(VIEW);
                case CLOSED -> {
                    exchange.shut(VIEW).tick(); // what is there is taken back once this is acknowledged
                    toldWhenShut = exchange.eventsOf(VIEW).size();
                    emptied = toldWhenShut;
                }
            }
        }

        void hold() {
            if (gateNow() == Gate.OPEN) {
                exchange.hold(VIEW);
                held = true;
            }
        }

        private Gate gateNow() {
            return exchange.definition(VIEW).gate();
        }

        void requireTruth() {
            if (held) {
                exchange.release(VIEW);
            }
            exchange.ticks(30);
            switch (gateNow()) {
                case OPEN -> {
                    assertThat(exchange.contentOf(VIEW)).isEqualTo(select(where, columns));
                    assertThat(exchange.contentSince(emptied, VIEW)).isEqualTo(select(where, columns));
                    assertThat(exchange.stateOf(VIEW)).isEqualTo(State.LIVE);
                    assertThat(exchange.remembered()).isZero();
                }
                case CLOSED -> {
                    assertThat(exchange.eventsOf(VIEW)).hasSize(toldWhenShut);
                    assertThat(exchange.stateOf(VIEW)).isEqualTo(State.CLOSED);
                }
                case RETIRED -> {
                    assertThat(exchange.contentOf(VIEW)).isEmpty();
                    assertThat(exchange.stateOf(VIEW)).isEqualTo(State.RETIRED);
                }
            }
            assertThat(exchange.contentOf(OTHER)).isEqualTo(select(Where.ADULTS, Columns.EVERYTHING));
            requireLegalOrder(VIEW);
            requireLegalOrder(OTHER);
            requireTruthAfterLosingAllState();
        }

        private void requireTruthAfterLosingAllState() {
            try (var other = exchange.afterLosingAllState().ticks(30)) {
                assertThat(other.contentOf(OTHER)).isEqualTo(select(Where.ADULTS, Columns.EVERYTHING));
                if (gateNow() == Gate.OPEN) {
                    assertThat(other.contentOf(VIEW)).isEqualTo(select(where, columns));
                }
            }
        }

        private List<Map<String, Object>> select(Where where, Columns columns) {
            var rows = new ArrayList<Map<String, Object>>();
            for (var row : table.values()) {
                if (where.java.test(row)) {
                    var visible = new LinkedHashMap<String, Object>();
                    List.of(columns.names).forEach(column -> visible.put(column, row.get(column)));
                    rows.add(visible);
                }
            }
            return rows;
        }

        /** Per key: created or read, then any updates, then deleted and a tombstone, and again; positions never fall. */
        private void requireLegalOrder(String view) {
            var lastOp = new HashMap<Object, String>();
            var lastPosition = new HashMap<Object, String>();
            for (var event : exchange.eventsOf(view)) {
                var before = lastOp.getOrDefault(event.key(), "-");
                var allowed =
                        switch (before) {
                            case "-" -> "cr";
                            case "d" -> "-";
                            default -> "ud";
                        };
                assertThat(allowed).as("after %s of %s", before, event.key()).contains(event.op());
                assertThat(event.position()).isGreaterThanOrEqualTo(lastPosition.getOrDefault(event.key(), ""));
                lastOp.put(event.key(), event.op());
                lastPosition.put(event.key(), event.position());
            }
        }

        @Override
        public void close() {
            exchange.close();
        }
    }

    /** Something that happens; printed when a story is wrong. */
    record Step(String told, java.util.function.Consumer<Story> act) {
        @Override
        public String toString() {
            return told;
        }
    }

    @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
    void a_view_is_a_select(@ForAll("stories") List<Step> steps) {
        try (var story = new Story()) {
            steps.forEach(step -> step.act().accept(story));
            story.requireTruth();
        }
    }

    @Provide
    Arbitrary<List<Step>> stories() {
        return Arbitraries.frequencyOf(
                        net.jqwik.api.Tuple.of(12, upserts()),
                        net.jqwik.api.Tuple.of(3, ids().map(id -> new Step("delete " + id, story -> story.delete(id)))),
                        net.jqwik.api.Tuple.of(2, Arbitraries.just(new Step("truncate", Story::truncate))),
                        net.jqwik.api.Tuple.of(
                                3, rows().map(row -> new Step("repeat " + row, story -> story.repeat(row)))),
                        net.jqwik.api.Tuple.of(8, Arbitraries.just(new Step("tick", story -> story.exchange.tick()))),
                        net.jqwik.api.Tuple.of(3, definitions()),
                        net.jqwik.api.Tuple.of(
                                3,
                                Arbitraries.of(Gate.class)
                                        .map(gate -> new Step("gate " + gate, story -> story.gate(gate)))),
                        net.jqwik.api.Tuple.of(1, Arbitraries.just(new Step("hold", Story::hold))),
                        net.jqwik.api.Tuple.of(
                                1, Arbitraries.just(new Step("restart", story -> story.exchange.restart()))))
                .list()
                .ofMaxSize(60);
    }

    private static Arbitrary<Step> upserts() {
        return rows().map(row -> new Step("upsert " + row, story -> story.upsert(row)));
    }

    private static Arbitrary<Step> definitions() {
        return Combinators.combine(Arbitraries.of(Where.class), Arbitraries.of(Columns.class))
                .as((where, columns) ->
                        new Step("define " + where + " " + columns, story -> story.define(where, columns)));
    }

    private static Arbitrary<String> ids() {
        return Arbitraries.integers().between(1, 9).map(String::valueOf);
    }

    private static Arbitrary<GenericRecord> rows() {
        var names = Arbitraries.of("An", "Bình").injectNull(0.2);
        var provinces = Arbitraries.of("HN", "HCM").injectNull(0.2);
        var ages = Arbitraries.of(7, 18, 40).injectNull(0.2);
        return Combinators.combine(ids(), names, provinces, ages).as(People::person);
    }
}

package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.mach.agent.capture.RereadRequest;
import vn.mach.agent.capture.Standing;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.change.ChangeEvent;

/** A table that does not fit its contract any more is held, the others flow; after the remedy each of its changes arrives once. */
@SuppressWarnings("try") // a running agent is used by being there
class HeldTableStoreTest {
    private static final String TABLE = "public.t";

    private final Exchange exchange = new Exchange();
    private final TestDatabase database = exchange.database;

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void the_others_flow_while_one_is_held_and_the_state_names_column_contract_and_remedy() {
        tables("v text");
        contract("\"string\"");
        try (var running = exchange.start().awaitStreaming()) {
            database.sql(
                    "INSERT INTO t VALUES (1, 'a')",
                    "ALTER TABLE t ALTER v TYPE int USING NULL",
                    "INSERT INTO t SELECT i, i FROM generate_series(2, 51) i",
                    "INSERT INTO other SELECT i FROM generate_series(1, 100) i");
            exchange.awaitEvents(101);
            awaitHeld(running, 50);

            assertThat(running.isOver()).isFalse();
            assertThat(exchange.events("moj.other")).hasSize(100);
            assertThat(exchange.events("moj.types")).hasSize(1);
            var held = running.capture().held();
            assertThat(held).singleElement().satisfies(one -> {
                assertThat(one.table()).isEqualTo(TABLE);
                assertThat(one.dataset()).hasToString("moj.types");
                assertThat(one.changes()).isEqualTo(50);
                assertThat(one.reason())
                        .contains("column public.t.v has another type: int32, not string")
                        .contains("contract mach.moj.types.Row")
                        .containsPattern("schema id \\d+")
                        .contains("register a contract")
                        .hasLineCount(1);
            });
        }
    }

    @Test
    void a_table_stays_held_through_a_restart_and_keeps_what_comes_meanwhile() {
        tables("v text");
        contract("\"string\"");
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("ALTER TABLE t ALTER v TYPE int USING NULL", "INSERT INTO t VALUES (1, 1)");
            awaitHeld(running, 1);
        }
        database.sql("INSERT INTO t VALUES (2, 2)", "INSERT INTO other VALUES (1)");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO other VALUES (2)");
            exchange.awaitEvents(2);
            awaitHeld(running, 2);
            assertThat(exchange.events("moj.types")).isEmpty();

            database.sql("ALTER TABLE t ALTER v TYPE text");
            awaitFlowing(running);
        }

        assertThat(ids()).containsExactly(1L, 2L);
        assertSame();
    }

    @Test
    void with_a_contract_that_fits_it_flows_again_and_nothing_is_lost_or_out_of_order() {
        tables("v int");
        contract("\"int\"");
        try (var running = exchange.start().awaitStreaming()) {
            database.sql(
                    "INSERT INTO t VALUES (1, 5)",
                    "ALTER TABLE t ALTER v TYPE bigint",
                    "INSERT INTO t VALUES (2, 3000000000)",
                    "UPDATE t SET v = 6 WHERE id = 1",
                    "DELETE FROM t WHERE id = 2",
                    "INSERT INTO t VALUES (3, 7)");
            awaitHeld(running, 4);

            contract("\"long\"");
            awaitFlowing(running);
            database.sql("INSERT INTO t VALUES (4, 8)");
            exchange.awaitEvents(7);
            Running.await(() -> exchange.log.waiting() == 0);
        }

        assertThat(exchange.arrived())
                .containsExactly(
                        "c {\"id\": 1} {\"id\": 1, \"v\": 5}",
                        "c {\"id\": 2} {\"id\": 2, \"v\": 3000000000}",
                        "u {\"id\": 1} {\"id\": 1, \"v\": 6}",
                        "d {\"id\": 2} null",
                        "tombstone {\"id\": 2}",
                        "c {\"id\": 3} {\"id\": 3, \"v\": 7}",
                        "c {\"id\": 4} {\"id\": 4, \"v\": 8}");
        assertPositionsGrow();
    }

    @Test
    void a_type_that_is_altered_back_is_a_remedy() {
        tables("v int");
        contract("\"int\"");
        try (var running = exchange.start().awaitStreaming()) {
            database.sql(
                    "ALTER TABLE t ALTER v TYPE bigint",
                    "INSERT INTO t VALUES (1, 3000000000), (2, 5), (3, 3000000001)",
                    "DELETE FROM t WHERE id = 3");
            awaitHeld(running, 4);

            database.sql("UPDATE t SET v = 6 WHERE id = 1", "ALTER TABLE t ALTER v TYPE int");
            awaitFlowing(running);
            database.sql("INSERT INTO t VALUES (4, 8)");
            exchange.awaitEvents(6);
        }

        // 1 could not be told as it was, so it is told as it is; 3 is gone, and only that is told.
        assertThat(exchange.arrived())
                .containsExactly(
                        "c {\"id\": 1} {\"id\": 1, \"v\": 6}",
                        "c {\"id\": 2} {\"id\": 2, \"v\": 5}",
                        "d {\"id\": 3} null",
                        "tombstone {\"id\": 3}",
                        "u {\"id\": 1} {\"id\": 1, \"v\": 6}",
                        "c {\"id\": 4} {\"id\": 4, \"v\": 8}");
    }

    @Test
    void a_column_that_is_dropped_is_remedied_by_a_contract_without_it() {
        tables("v text, w text");
        exchange.dataset(
                TABLE, "types", "{\"name\": \"id\", \"type\": \"long\"}," + field("v") + "," + field("w"), "id");
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO t VALUES (1, 'a', 'b')", "ALTER TABLE t DROP v", "INSERT INTO t VALUES (2, 'c')");
            awaitHeld(running, 1);
            assertThat(running.capture().held().get(0).reason()).contains("column public.t.v is gone");
        }
        exchange.dataset(TABLE, "types", "{\"name\": \"id\", \"type\": \"long\"}," + field("w"), "id");

        try (var running = exchange.start().awaitStreaming()) {
            awaitFlowing(running);
            database.sql("INSERT INTO t VALUES (3, 'd')");
            exchange.awaitEvents(3);
        }

        assertThat(exchange.arrived())
                .containsExactly(
                        "c {\"id\": 1} {\"id\": 1, \"v\": \"a\", \"w\": \"b\"}",
                        "c {\"id\": 2} {\"id\": 2, \"w\": \"c\"}",
                        "c {\"id\": 3} {\"id\": 3, \"w\": \"d\"}");
    }

    @Test
    void a_column_that_is_dropped_is_remedied_by_adding_it_again() {
        tables("v text");
        contract("\"string\"");
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO t VALUES (1, 'a')", "ALTER TABLE t DROP v", "INSERT INTO t VALUES (2)");
            awaitHeld(running, 1);

            database.sql("ALTER TABLE t ADD v text DEFAULT 'again'");
            awaitFlowing(running);
        }

        assertThat(exchange.arrived().get(1)).isEqualTo("c {\"id\": 2} {\"id\": 2, \"v\": \"again\"}");
    }

    @Test
    void a_column_that_is_renamed_is_remedied_by_its_new_name_in_the_file() {
        tables("v text");
        contract("\"string\"");
        try (var running = exchange.start().awaitStreaming()) {
            database.sql(
                    "INSERT INTO t VALUES (1, 'a')", "ALTER TABLE t RENAME v TO v2", "INSERT INTO t VALUES (2, 'b')");
            awaitHeld(running, 1);
        }

        try (var running = exchange.start(TABLE, "v", "v2").awaitStreaming()) {
            awaitFlowing(running);
            database.sql("INSERT INTO t VALUES (3, 'c')");
            exchange.awaitEvents(3);
        }

        assertThat(exchange.content("moj.types").values())
                .containsExactly("{\"id\": 1, \"v\": \"a\"}", "{\"id\": 2, \"v\": \"b\"}", "{\"id\": 3, \"v\": \"c\"}");
    }

    @Test
    void a_row_that_no_contract_can_hold_is_remedied_by_changing_it() {
        tables("v date");
        contract("{\"type\":\"int\",\"logicalType\":\"date\"}");
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO t VALUES (1, 'infinity')", "INSERT INTO t VALUES (2, '2025-07-01')");
            awaitHeld(running, 2);

            database.sql("UPDATE t SET v = NULL WHERE id = 1");
            awaitFlowing(running);
            exchange.awaitEvents(3);
        }

        assertThat(exchange.content("moj.types")).containsEntry("{\"id\": 1}", "{\"id\": 1, \"v\": null}");
        assertThat(exchange.events("moj.types")).hasSize(3);
    }

    @Test
    void null_in_a_column_that_was_never_null_is_remedied_by_a_contract_that_may_be() {
        tables("v text NOT NULL");
        exchange.dataset(
                TABLE,
                "types",
                "{\"name\": \"id\", \"type\": \"long\"}, {\"name\": \"v\", \"type\": \"string\"}",
                "id");
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("ALTER TABLE t ALTER v DROP NOT NULL", "INSERT INTO t VALUES (1, NULL)");
            awaitHeld(running, 1);

            contract("\"string\"");
            awaitFlowing(running);
        }

        assertThat(exchange.arrived()).containsExactly("c {\"id\": 1} {\"id\": 1, \"v\": null}");
    }

    @Test
    void a_table_that_is_held_again_tells_nothing_twice() {
        tables("v int");
        contract("\"int\"");
        exchange.log.late();
        try (var running = exchange.start().awaitStreaming()) {
            for (int id = 1; id <= 3; id++) {
                database.sql("ALTER TABLE t ALTER v TYPE bigint", "INSERT INTO t VALUES (" + id + ", 5)");
                awaitHeld(running, 1);
                database.sql("ALTER TABLE t ALTER v TYPE int");
                awaitFlowing(running);
            }
        }

        assertThat(ids()).containsExactly(1L, 2L, 3L);
        assertThat(exchange.log.waiting()).isEqualTo(3);
        assertPositionsGrow();
    }

    @Test
    void a_contract_with_a_column_that_is_not_captured_yet_begins_the_capture_anew() {
        tables("v int");
        contract("\"int\"");
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("ALTER TABLE t ALTER v TYPE text, ADD w text", "INSERT INTO t VALUES (1, 'a', 'b')");
            awaitHeld(running, 1);
            exchange.dataset(
                    TABLE, "types", "{\"name\": \"id\", \"type\": \"long\"}," + field("v") + "," + field("w"), "id");

            assertThat(running.failure())
                    .isInstanceOf(AgentFailure.Unavailable.class)
                    .hasMessageContaining("more columns");
        }
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO t VALUES (2, 'c', 'd')");
            exchange.awaitEvents(2);
        }

        assertThat(exchange.arrived())
                .containsExactly(
                        "c {\"id\": 1} {\"id\": 1, \"v\": \"a\", \"w\": \"b\"}",
                        "c {\"id\": 2} {\"id\": 2, \"v\": \"c\", \"w\": \"d\"}");
    }

    @Test
    void changes_that_somebody_has_deleted_are_missed_and_not_passed_over() {
        tables("v text");
        contract("\"string\"");
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO t VALUES (1, 'a')", "ALTER TABLE t ALTER v TYPE int USING NULL");
            database.sql("INSERT INTO t VALUES (2, 2)", "INSERT INTO t VALUES (3, 3)");
            awaitHeld(running, 2);
        }
        exchange.log.held().forget(exchange.log.held().end());
        database.sql("ALTER TABLE t ALTER v TYPE text", "INSERT INTO other VALUES (1)");

        try (var running = exchange.start().awaitStreaming()) {
            Running.await(() -> running.isOver()
                    || running.capture().held().get(0).reason().contains("not in the held topic any more"));
            assertThat(running.isOver()).isFalse();
            assertThat(exchange.events("moj.types")).hasSize(1);

            running.capture().reread(Set.of(TABLE), Standing.Reread.DIFFERENCES);
            awaitFlowing(running);
            exchange.awaitEvents(5);
        }
        assertSame();
    }

    @Test
    void a_truncation_waits_in_its_place() {
        tables("v text");
        contract("\"string\"");
        try (var running = exchange.start().awaitStreaming()) {
            database.sql(
                    "INSERT INTO t VALUES (1, 'a')",
                    "ALTER TABLE t ALTER v TYPE int USING NULL",
                    "INSERT INTO t VALUES (2, 2)",
                    "TRUNCATE t, other",
                    "INSERT INTO t VALUES (3, 3)");
            awaitHeld(running, 3);
            assertThat(exchange.arrived().subList(1, 7)).allMatch(line -> line.startsWith("TRUNCATE"));

            database.sql("ALTER TABLE t ALTER v TYPE text");
            awaitFlowing(running);
        }

        assertThat(exchange.arrived().subList(7, 14))
                .containsExactly(
                        "TRUNCATE 0",
                        "TRUNCATE 1",
                        "TRUNCATE 2",
                        "TRUNCATE 3",
                        "TRUNCATE 4",
                        "TRUNCATE 5",
                        "c {\"id\": 3} {\"id\": 3, \"v\": \"3\"}");
        assertSame();
    }

    @Test
    void a_large_value_that_a_held_update_left_alone_is_whole() {
        tables("v int, big text");
        exchange.dataset(
                TABLE,
                "types",
                "{\"name\": \"id\", \"type\": \"long\"}, {\"name\": \"v\", \"type\": [\"null\", \"int\"]},"
                        + field("big"),
                "id");
        var big = "(SELECT string_agg(md5(i::text), '') FROM generate_series(1, 400) i)";
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO t VALUES (1, 5, " + big + ")");
            exchange.awaitEvents(1);
            database.sql("ALTER TABLE t ALTER v TYPE bigint", "UPDATE t SET v = 3000000000");
            awaitHeld(running, 1);
        }
        // Another process, which knows large values by another placeholder.
        database.sql("UPDATE t SET v = 6", "ALTER TABLE t ALTER v TYPE int");
        try (var running = exchange.start().awaitStreaming()) {
            awaitFlowing(running);
            exchange.awaitEvents(3);
        }

        assertThat(exchange.rows())
                .extracting(row -> row.get("big").toString().length())
                .containsExactly(12_800, 12_800, 12_800);
        assertSame();
    }

    @Test
    void each_change_arrives_once_and_in_order_wherever_the_agent_is_killed() throws Exception {
        tables("v int");
        contract("\"int\"");
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO t SELECT i, 0 FROM generate_series(1, 5) i");
            exchange.awaitEvents(5);
        }
        database.sql("ALTER TABLE t ALTER v TYPE bigint");
        var random = new Random(7);
        for (int version = 1; version <= 20; version++) {
            int now = version;
            database.sql("UPDATE t SET v = " + version, "INSERT INTO other VALUES (" + version + ")");
            killed(
                    1,
                    random.nextBoolean(),
                    () -> waiting() == 5 * now && exchange.events("moj.other").size() == now);
        }
        contract("\"long\"");
        for (int i = 0; i < 25; i++) {
            killed(1 + random.nextInt(5), random.nextBoolean(), () -> waiting() == 0);
        }
        exchange.log.live();
        try (var running = exchange.start().awaitStreaming()) {
            awaitFlowing(running);
            database.sql("UPDATE t SET v = 21");
            exchange.awaitEvents(5 * 22 + 20);
            Running.await(() -> exchange.log.waiting() == 0);
        }

        assertThat(exchange.log.deaths()).isGreaterThan(20);
        for (long id = 1; id <= 5; id++) {
            long key = id;
            assertThat(exchange.events("moj.types").stream()
                            .map(ChangeEvent::after)
                            .filter(row -> row.get("id").equals(key)))
                    .extracting(row -> ((Number) row.get("v")).intValue())
                    .containsExactlyElementsOf(Stream.iterate(0, version -> version <= 21, version -> version + 1)
                            .toList());
        }
        assertThat(exchange.events("moj.other")).hasSize(20);
        assertPositionsGrow();
    }

    /** Runs until it dies at its n-th commit, or is done before. */
    private void killed(int commit, boolean before, BooleanSupplier done) {
        exchange.log.dieAtCommit(commit, before);
        try (var running = exchange.start()) {
            Running.await(() -> running.isOver() || done.getAsBoolean());
        }
    }

    /** How many changes wait, as it is stored. */
    private long waiting() {
        var held = exchange.log.last().source().get("held " + TABLE);
        return held == null ? 0 : Long.parseLong(held.split(" ")[1]);
    }

    @Test
    void a_resync_of_a_held_table_gives_up_what_waits_and_publishes_what_differs() {
        database.table("t", "id bigint, v text, PRIMARY KEY (id)");
        contract("\"string\"");
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO t VALUES (1, 'a'), (2, 'b')");
            exchange.awaitEvents(2);
            // A key that is not in the log cannot be found there afterwards.
            database.sql(
                    "ALTER TABLE t RENAME id TO gone",
                    "UPDATE t SET v = 'c' WHERE gone = 1",
                    "DELETE FROM t WHERE gone = 2");
            awaitHeld(running, 2);
            database.sql("ALTER TABLE t RENAME gone TO id", "INSERT INTO t VALUES (3, 'd')");
            awaitHeld(running, 3);

            running.capture().reread(Set.of(TABLE), Standing.Reread.DIFFERENCES);
            awaitFlowing(running);
            exchange.awaitEvents(6);
        }

        assertThat(exchange.arrived().subList(2, 6))
                .containsExactlyInAnyOrder(
                        "r {\"id\": 1} {\"id\": 1, \"v\": \"c\"}",
                        "r {\"id\": 3} {\"id\": 3, \"v\": \"d\"}",
                        "d {\"id\": 2} null",
                        "tombstone {\"id\": 2}");
        assertSame();
    }

    @Test
    void a_resync_gives_up_nothing_of_a_hold_that_begins_later() {
        tables("v int");
        contract("\"int\"");
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO t VALUES (1, 5)");
            exchange.awaitEvents(1);
            running.capture().reread(Set.of(TABLE), Standing.Reread.EVERYTHING);
            exchange.awaitEvents(2);
            Running.await(() -> running.capture().reading() == null);
            database.sql("ALTER TABLE t ALTER v TYPE bigint", "INSERT INTO t VALUES (2, 3000000000)");
            awaitHeld(running, 1);

            contract("\"long\"");
            awaitFlowing(running);
            exchange.awaitEvents(3);
        }

        assertThat(exchange.arrived().get(2)).isEqualTo("c {\"id\": 2} {\"id\": 2, \"v\": 3000000000}");
    }

    @Test
    void a_resync_that_is_asked_for_while_the_agent_is_down_does_the_same() {
        tables("v text");
        contract("\"string\"");
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO t VALUES (1, 'a')");
            exchange.awaitEvents(1);
            database.sql("ALTER TABLE t RENAME id TO gone", "UPDATE t SET v = 'c'");
            awaitHeld(running, 1);
        }
        database.sql("ALTER TABLE t RENAME gone TO id");
        RereadRequest.store(exchange.destination(), Set.of(TABLE), Standing.Reread.DIFFERENCES);

        try (var running = exchange.start().awaitStreaming()) {
            exchange.awaitEvents(2);
            awaitFlowing(running);
            Running.await(() -> Standing.of(exchange.log.last()).toSource().isEmpty());
        }

        assertSame();
        assertThat(Standing.of(exchange.log.last()).toSource()).isEmpty();
    }

    @Test
    void a_table_that_is_read_again_and_does_not_fit_is_held_and_read_when_it_does() {
        tables("v date");
        contract("{\"type\":\"int\",\"logicalType\":\"date\"}");
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO t VALUES (1, '2025-07-01')");
            exchange.awaitEvents(1);
            database.sql("ALTER TABLE t ALTER v TYPE text", "INSERT INTO other VALUES (1)");
            exchange.awaitEvents(2);
            running.capture().reread(Set.of(TABLE), Standing.Reread.EVERYTHING);
            Running.await(() -> running.capture().held().size() == 1);
            database.sql("INSERT INTO other VALUES (2)");
            exchange.awaitEvents(3);
            assertThat(running.isOver()).isFalse();

            database.sql("ALTER TABLE t ALTER v TYPE date USING v::date");
            running.capture().tryHeld();
            exchange.awaitEvents(4);
            awaitFlowing(running);
        }

        assertThat(exchange.arrived().get(3)).startsWith("r {\"id\": 1}");
    }

    @Test
    void a_snapshot_still_wants_every_row_to_fit() {
        tables("v date");
        contract("{\"type\":\"int\",\"logicalType\":\"date\"}");
        database.sql("INSERT INTO t VALUES (1, 'infinity')");

        try (var running = exchange.start()) {
            assertThat(running.failure())
                    .isInstanceOf(AgentFailure.Unfit.class)
                    .hasMessageContaining("column public.t.v is infinite");
        }
        assertThat(exchange.arrived()).isEmpty();
    }

    private void tables(String columns) {
        database.table("t", "id bigint PRIMARY KEY, " + columns);
        database.table("other", "id bigint PRIMARY KEY");
        exchange.dataset("public.other", "other", "{\"name\": \"id\", \"type\": \"long\"}", "id");
    }

    private void contract(String type) {
        exchange.dataset(
                TABLE,
                "types",
                "{\"name\": \"id\", \"type\": \"long\"}, {\"name\": \"v\", \"type\": [\"null\", " + type + "]}",
                "id");
    }

    private static String field(String name) {
        return "{\"name\": \"" + name + "\", \"type\": [\"null\", \"string\"], \"default\": null}";
    }

    private static void awaitHeld(Running running, long changes) {
        Running.await(() ->
                running.isOver() || running.capture().held().stream().anyMatch(held -> held.changes() == changes));
        assertThat(running.isOver()).isFalse();
    }

    private static void awaitFlowing(Running running) {
        Running.await(() -> running.isOver() || running.capture().held().isEmpty());
        if (running.isOver()) {
            throw running.failure();
        }
    }

    private List<Object> ids() {
        return exchange.events("moj.types").stream()
                .map(event -> event.after().get("id"))
                .toList();
    }

    /** What a reader has in the end is what the table has. */
    private void assertSame() {
        var content = exchange.content("moj.types").values().stream()
                .map(row -> row.replace("\": ", "\":").replace(", \"", ",\""))
                .collect(Collectors.joining("|"));
        assertThat(content)
                .isEqualTo(database.value("SELECT string_agg(row_to_json(t)::text, '|' ORDER BY id) FROM t"));
    }

    private void assertPositionsGrow() {
        for (var dataset : List.of("moj.types", "moj.other")) {
            assertThat(exchange.events(dataset))
                    .extracting(event -> event.source().position())
                    .isSorted()
                    .doesNotHaveDuplicates();
        }
    }
}

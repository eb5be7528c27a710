package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.mach.agent.capture.RereadRequest;
import vn.mach.agent.capture.Standing;
import vn.mach.agent.progress.AgentFailure;

/** A gap is told, and closed by reading the tables again while they are streamed. */
@SuppressWarnings("try") // a running agent is used by being there
class ResyncStoreTest {
    private static final String PERSON = "public.person";

    private final Exchange exchange = new Exchange();
    private final TestDatabase database = exchange.database;

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void a_lost_slot_is_told_once_in_each_partition_and_beside_it() {
        person();
        publishedThenLost();

        assertThat(failure()).isInstanceOf(AgentFailure.Gap.class).hasMessageContaining("is gone");
        assertThat(failure()).isInstanceOf(AgentFailure.Gap.class).hasMessageContaining("resync");

        assertThat(exchange.arrived().subList(4, exchange.arrived().size()))
                .containsExactly("GAP 0", "GAP 1", "GAP 2", "GAP 3", "GAP 4", "GAP 5", "ctl.gaps false");
    }

    @Test
    void a_resync_publishes_only_what_differs_and_closes_the_gap() {
        person();
        publishedThenLost();
        database.sql(
                "UPDATE person SET name = 'changed' WHERE id = 1",
                "DELETE FROM person WHERE id = 2",
                "INSERT INTO person VALUES (5, 'new')");
        assertThat(failure()).isInstanceOf(AgentFailure.Gap.class);
        int before = exchange.log.records().size();

        RereadRequest.store(exchange.destination(), Set.of(PERSON), Standing.Reread.DIFFERENCES);
        try (var running = exchange.start().awaitStreaming()) {
            exchange.awaitEvents(before + 11);
            assertThat(running.isOver()).isFalse();
        }

        assertThat(exchange.arrived().subList(before, exchange.log.records().size()))
                .containsExactlyInAnyOrder(
                        "r {\"id\": 1} {\"id\": 1, \"name\": \"changed\"}",
                        "r {\"id\": 5} {\"id\": 5, \"name\": \"new\"}",
                        "d {\"id\": 2} null",
                        "tombstone {\"id\": 2}",
                        "GAP_CLOSED 0",
                        "GAP_CLOSED 1",
                        "GAP_CLOSED 2",
                        "GAP_CLOSED 3",
                        "GAP_CLOSED 4",
                        "GAP_CLOSED 5",
                        "ctl.gaps true");
        assertThat(exchange.content("moj.person")).isEqualTo(rows());
        assertThat(Standing.of(exchange.log.last()).toSource()).isEmpty();
        assertPositionsGrow();
    }

    @Test
    void a_gap_that_was_none_is_closed_by_the_next_start() {
        person();
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO person VALUES (1, 'a')");
            exchange.awaitEvents(1);
        }
        try (var elsewhere = new TestDatabase()) {
            elsewhere.table("person", "id bigint PRIMARY KEY, name text NOT NULL");
            var moved = TestDatabase.in(exchange.config(), elsewhere.name);
            try (var running = new Running(moved, exchange.captured(), exchange.log, exchange.catalog())) {
                assertThat(running.failure()).isInstanceOf(AgentFailure.Gap.class);
            }
        }
        int before = exchange.log.records().size();

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO person VALUES (2, 'b')");
            exchange.awaitEvents(before + 8);
            assertThat(running.isOver()).isFalse();
        }

        assertThat(exchange.arrived().subList(0, 2)).endsWith("GAP 0");
        assertThat(exchange.arrived().subList(before, before + 8))
                .contains("GAP_CLOSED 5", "ctl.gaps true", "c {\"id\": 2} {\"id\": 2, \"name\": \"b\"}");
        assertThat(Standing.of(exchange.log.last()).toSource()).isEmpty();
    }

    @Test
    void while_rows_are_read_again_the_stream_has_the_last_word_whenever_the_agent_is_killed() throws Exception {
        person();
        database.sql("INSERT INTO person SELECT i, '0' FROM generate_series(1, 9000) i");
        try (var running = exchange.start().awaitStreaming()) {
            exchange.awaitEvents(9000);
        }
        drop();
        database.sql(
                "UPDATE person SET name = 'gap' WHERE id % 7 = 0",
                "DELETE FROM person WHERE id % 11 = 0",
                "INSERT INTO person SELECT i, 'late' FROM generate_series(9001, 9500) i");
        assertThat(failure()).isInstanceOf(AgentFailure.Gap.class);
        RereadRequest.store(exchange.destination(), Set.of(PERSON), Standing.Reread.DIFFERENCES);

        exchange.log.slow(Duration.ofMillis(20));
        var writer = new Thread(this::write);
        writer.start();
        for (int n = 1; n <= 3; n++) {
            exchange.log.dieAtCommit(n * 2, n % 2 == 0);
            try (var running = exchange.start()) {
                Running.await(() -> running.isOver()
                        || Standing.of(exchange.log.last()).rereads().isEmpty());
            }
        }
        exchange.log.live();
        try (var running = exchange.start().awaitStreaming()) {
            writer.join();
            Running.await(() -> Standing.of(exchange.log.last()).toSource().isEmpty());
            Running.await(() -> exchange.content("moj.person").equals(rows()));
        }
        assertPositionsGrow();
        assertNamesNeverGoBack();
    }

    @Test
    void a_truncation_while_rows_are_read_again_leaves_what_came_after_it() {
        person();
        database.sql("INSERT INTO person SELECT i, '0' FROM generate_series(1, 9000) i");
        try (var running = exchange.start().awaitStreaming()) {
            exchange.awaitEvents(9000);
            running.capture().reread(Set.of(PERSON), Standing.Reread.EVERYTHING);
            database.sql("TRUNCATE person", "INSERT INTO person SELECT i, '1' FROM generate_series(500, 700) i");
            Running.await(() -> exchange.content("moj.person").equals(rows()));
            Running.await(() -> Standing.of(exchange.log.last()).toSource().isEmpty());
        }
        assertThat(exchange.content("moj.person")).isEqualTo(rows()).hasSize(201);
        assertPositionsGrow();
    }

    @Test
    void a_table_that_is_added_later_is_read_while_the_others_are_streamed() {
        person();
        database.sql("INSERT INTO person VALUES (1, 'a')");
        try (var running = exchange.start().awaitStreaming()) {
            exchange.awaitEvents(1);
        }
        database.table("house", "id bigint PRIMARY KEY, street text NOT NULL");
        database.sql("INSERT INTO house SELECT i, 's' FROM generate_series(1, 300) i");
        exchange.dataset(
                "public.house",
                "house",
                "{\"name\":\"id\",\"type\":\"long\"},{\"name\":\"street\",\"type\":\"string\"}",
                "id");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO person VALUES (2, 'b')", "INSERT INTO house VALUES (301, 't')");
            exchange.awaitEvents(303);
            Running.await(() -> Standing.of(exchange.log.last()).toSource().isEmpty());
        }

        assertThat(exchange.content("moj.house")).hasSize(301);
        assertThat(exchange.content("moj.person")).isEqualTo(rows());
        assertPositionsGrow();
    }

    @Test
    void a_snapshot_on_request_publishes_every_row_while_the_stream_goes_on() {
        person();
        database.sql("INSERT INTO person SELECT i, '0' FROM generate_series(1, 3000) i");
        try (var running = exchange.start().awaitStreaming()) {
            exchange.awaitEvents(3000);
            running.capture().reread(Set.of(), Standing.Reread.EVERYTHING);
            exchange.awaitEvents(6000);
        }
        assertThat(exchange.content("moj.person")).isEqualTo(rows());
        assertPositionsGrow();
    }

    /** Moves some rows forward twice, one transaction soon after the other, and again. */
    private void write() {
        var random = new Random(7);
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            for (int version = 1; version <= 800; version += 2) {
                int from = 1 + random.nextInt(9_400);
                for (int i = 0; i < 2; i++) {
                    statement.execute("UPDATE person SET name = '" + (version + i) + "' WHERE id BETWEEN " + from
                            + " AND " + (from + 20));
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Of each key, the versions that the writer gave it arrive in the order in which it did. */
    private void assertNamesNeverGoBack() {
        var seen = new TreeMap<Long, Integer>();
        for (var event : exchange.events()) {
            if (event.after() != null && event.after().get("name").toString().matches("[0-9]+")) {
                int version = Integer.parseInt(event.after().get("name").toString());
                var before = seen.put((Long) event.after().get("id"), version);
                assertThat(before == null ? 0 : before).isLessThanOrEqualTo(version);
            }
        }
    }

    private void publishedThenLost() {
        database.sql("INSERT INTO person SELECT i, 'n' || i FROM generate_series(1, 4) i");
        try (var running = exchange.start().awaitStreaming()) {
            exchange.awaitEvents(4);
        }
        drop();
    }

    private void drop() {
        Running.await(() -> {
            try {
                database.sql("SELECT pg_drop_replication_slot('" + database.slot + "')");
                return true;
            } catch (IllegalStateException e) {
                return false;
            }
        });
    }

    private AgentFailure failure() {
        try (var running = exchange.start()) {
            return running.failure();
        }
    }

    private Map<String, String> rows() {
        var rows = new TreeMap<String, String>();
        for (var line : database.value(
                        "SELECT coalesce(string_agg(id || '=' || name, ';' ORDER BY id), '') FROM person")
                .split(";")) {
            if (!line.isEmpty()) {
                var parts = line.split("=");
                rows.put("{\"id\": " + parts[0] + "}", "{\"id\": " + parts[0] + ", \"name\": \"" + parts[1] + "\"}");
            }
        }
        return rows;
    }

    private void assertPositionsGrow() {
        var positions = exchange.events().stream()
                .map(event -> event.source().position())
                .toList();
        assertThat(positions).isSorted().doesNotHaveDuplicates();
    }

    private void person() {
        database.table("person", "id bigint PRIMARY KEY, name text NOT NULL");
        exchange.dataset(
                PERSON, "person", "{\"name\":\"id\",\"type\":\"long\"},{\"name\":\"name\",\"type\":\"string\"}", "id");
    }
}

package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.change.ChangeEvent;
import vn.mach.change.Position;

@SuppressWarnings("try")
class CaptureStoreTest {
    private static final String PERSON = """
            {"name": "id", "type": "long"}, {"name": "name", "type": ["null", "string"], "default": null}""";

    private final Exchange exchange = new Exchange();
    private final TestDatabase database = exchange.database;

    @AfterEach
    void close() {
        exchange.close();
    }

    private void person() {
        database.table("person", "id bigint PRIMARY KEY, name text, secret text DEFAULT 'hidden'");
        exchange.dataset("public.person", "person", PERSON, "id");
    }

    @Test
    void the_present_state_arrives_and_then_each_change() {
        person();
        database.table("empty", "id bigint PRIMARY KEY, name text");
        exchange.dataset("public.empty", "empty", PERSON, "id");
        database.sql("INSERT INTO person VALUES (1, 'An'), (2, NULL)");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql(
                    "INSERT INTO person VALUES (3, 'Bình')",
                    "UPDATE person SET name = 'Châu' WHERE id = 1",
                    "UPDATE person SET id = 4 WHERE id = 2",
                    "DELETE FROM person WHERE id = 3");
            exchange.awaitEvents(9);
        }

        assertThat(exchange.arrived())
                .containsExactly(
                        "r {\"id\": 1} {\"id\": 1, \"name\": \"An\"}",
                        "r {\"id\": 2} {\"id\": 2, \"name\": null}",
                        "c {\"id\": 3} {\"id\": 3, \"name\": \"Bình\"}",
                        "u {\"id\": 1} {\"id\": 1, \"name\": \"Châu\"}",
                        "d {\"id\": 2} null",
                        "tombstone {\"id\": 2}",
                        "c {\"id\": 4} {\"id\": 4, \"name\": null}",
                        "d {\"id\": 3} null",
                        "tombstone {\"id\": 3}");
        assertPositionsGrow();
        assertThat(exchange.events().get(0).source().snapshot()).isTrue();
        assertThat(exchange.events().get(2).source().snapshot()).isFalse();
        assertThat(exchange.log.records().toString()).doesNotContain("hidden");
    }

    @Test
    void changes_of_a_stopped_agent_arrive_once_when_it_starts_again() {
        person();
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO person VALUES (1, 'a')");
            exchange.awaitEvents(1);
        }
        database.sql("INSERT INTO person VALUES (2, 'b')");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO person VALUES (3, 'c')");
            exchange.awaitEvents(3);
        }

        assertThat(ids()).containsExactly(1L, 2L, 3L);
        assertPositionsGrow();
    }

    @Test
    void rows_that_share_a_log_position_arrive_once_wherever_the_agent_is_killed() throws SQLException {
        person();
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO person VALUES (0, 'first')");
            exchange.awaitEvents(1);
        }
        copy(1, 150_000);
        copy(150_001, 150_100);

        int kills = 0;
        for (int n = 1; n <= 4; n++) {
            exchange.log.dieAtCommit(1 + n % 2, n % 2 == 0);
            try (var running = exchange.start()) {
                assertThat(running.failure())
                        .isInstanceOf(AgentFailure.Broken.class)
                        .hasMessage("killed");
                kills++;
            }
        }
        exchange.log.live();
        try (var running = exchange.start().awaitStreaming()) {
            exchange.awaitEvents(150_101);
        }

        assertThat(kills).isEqualTo(4);
        assertThat(ids())
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(0, 150_100).boxed().toList());
        assertPositionsGrow();
    }

    @Test
    void interleaved_transactions_arrive_once_and_in_order_per_key_under_kills() throws Exception {
        person();
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO person SELECT i, '0' FROM generate_series(1, 9) i");
            exchange.awaitEvents(9);
        }
        var writers = IntStream.range(0, 3).mapToObj(this::writer).toList();
        writers.forEach(Thread::start);

        for (int n = 0; writers.stream().anyMatch(Thread::isAlive); n++) {
            exchange.log.dieAtCommit(1 + n % 4, n % 2 == 0);
            try (var running = exchange.start()) {
                Running.await(() -> running.isOver() || writers.stream().noneMatch(Thread::isAlive));
            }
        }
        exchange.log.live();
        try (var running = exchange.start().awaitStreaming()) {
            exchange.awaitEvents(9 + 3 * 3 * 200);
        }

        for (long id = 1; id <= 9; id++) {
            long key = id;
            assertThat(exchange.rows().stream().filter(row -> row.get("id").equals(key)))
                    .extracting(row -> Integer.parseInt(row.get("name").toString()))
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(0, 200).boxed().toList());
        }
        assertPositionsGrow();
    }

    /** Each of three writers updates three keys of its own 200 times, in transactions that overlap the others'. */
    private Thread writer(int number) {
        return new Thread(() -> {
            try (var connection = database.connect();
                    var statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                for (int version = 1; version <= 200; version++) {
                    for (int key = 1 + 3 * number; key <= 3 + 3 * number; key++) {
                        statement.execute("UPDATE person SET name = '" + version + "' WHERE id = " + key);
                        Thread.sleep(version % 3);
                    }
                    connection.commit();
                }
            } catch (SQLException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void a_snapshot_that_is_killed_leaves_nothing_and_the_next_one_has_no_rows_deleted_meanwhile() {
        person();
        database.sql("INSERT INTO person VALUES (1, 'stays'), (2, 'goes')");
        // The first commit announces the snapshot, the second is the snapshot.
        exchange.log.dieAtCommit(2, true);
        try (var running = exchange.start()) {
            assertThat(running.failure()).hasMessage("killed");
        }
        assertThat(exchange.log.records()).isEmpty();
        database.sql("DELETE FROM person WHERE id = 2");
        exchange.log.live();

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO person VALUES (3, 'new')");
            exchange.awaitEvents(2);
        }

        assertThat(ids()).containsExactly(1L, 3L);
        assertPositionsGrow();
    }

    @Test
    void a_change_during_the_snapshot_is_neither_lost_nor_doubled() throws Exception {
        person();
        database.sql("INSERT INTO person SELECT i, 'old' FROM generate_series(1, 2000) i");
        var writer = new Thread(() -> {
            for (int i = 2001; i <= 2600; i++) {
                database.sql("INSERT INTO person VALUES (" + i + ", 'new')");
            }
        });
        writer.start();

        try (var running = exchange.start()) {
            writer.join();
            exchange.awaitEvents(2600);
        }

        assertThat(ids()).doesNotHaveDuplicates().hasSize(2600);
        assertPositionsGrow();
    }

    @Test
    void the_slot_follows_what_is_stored_and_never_passes_it() {
        person();
        database.sql("CREATE TABLE foreign_traffic (t text)");

        try (var running = exchange.start().awaitStreaming()) {
            var before = confirmed();
            for (int i = 0; i < 20; i++) {
                database.sql("INSERT INTO foreign_traffic SELECT repeat('x', 100) FROM generate_series(1, 100)");
            }
            var traffic = Lsn.parse(database.value("SELECT pg_current_wal_lsn()::text"));
            Running.await(() -> {
                assertThat(confirmed()).isLessThanOrEqualTo(stored());
                return confirmed() >= traffic;
            });
            assertThat(before).isLessThan(traffic);
            database.sql("INSERT INTO person VALUES (1, 'a')");
            exchange.awaitEvents(1);
            assertThat(confirmed()).isLessThanOrEqualTo(stored());
        }
        assertThat(confirmed()).isLessThanOrEqualTo(stored());
    }

    @Test
    void a_large_value_left_alone_by_an_update_is_filled_in_from_the_row_before() {
        person();
        database.sql("ALTER TABLE person REPLICA IDENTITY FULL", "ALTER TABLE person ALTER name SET STORAGE EXTERNAL");
        database.sql("INSERT INTO person VALUES (1, repeat('x', 20000))");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("UPDATE person SET secret = 'other' WHERE id = 1");
            exchange.awaitEvents(2);
        }

        assertThat(exchange.rows()).extracting(row -> row.get("name")).containsOnly("x".repeat(20_000));
    }

    @Test
    void a_truncation_is_said_once_in_each_partition_between_the_changes_around_it() {
        person();
        database.sql("INSERT INTO person VALUES (1, 'a')");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO person VALUES (2, 'b')", "TRUNCATE person", "INSERT INTO person VALUES (3, 'c')");
            exchange.awaitEvents(9);
        }

        assertThat(exchange.arrived())
                .containsSubsequence(
                        "c {\"id\": 2} {\"id\": 2, \"name\": \"b\"}",
                        "TRUNCATE 0",
                        "TRUNCATE 1",
                        "TRUNCATE 2",
                        "TRUNCATE 3",
                        "TRUNCATE 4",
                        "TRUNCATE 5",
                        "c {\"id\": 3} {\"id\": 3, \"name\": \"c\"}")
                .hasSize(9);
        assertPositionsGrow();
    }

    private List<Long> ids() {
        return exchange.rows().stream().map(row -> (Long) row.get("id")).toList();
    }

    private void assertPositionsGrow() {
        List<Position> positions = exchange.events().stream()
                .map(ChangeEvent::source)
                .map(ChangeEvent.Source::position)
                .toList();
        assertThat(positions).isSorted().doesNotHaveDuplicates();
    }

    private long stored() {
        return SourceLog.boundary(exchange.log.last());
    }

    private long confirmed() {
        return Lsn.parse(database.value("SELECT confirmed_flush_lsn::text FROM pg_replication_slots WHERE slot_name = '"
                + database.slot + "'"));
    }

    private void copy(int from, int to) throws SQLException {
        try (var connection = database.connect()) {
            var copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY person (id, name) FROM STDIN");
            for (int i = from; i <= to; i++) {
                var line = (i + "\tn" + i + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
                copy.writeToCopy(line, 0, line.length);
            }
            copy.endCopy();
        }
    }
}

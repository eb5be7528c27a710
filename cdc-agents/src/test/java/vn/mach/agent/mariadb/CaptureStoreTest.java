package vn.mach.agent.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.change.ChangeEvent;
import vn.mach.change.Position;

@SuppressWarnings("try")
class CaptureStoreTest {
    private static final String PERSON = """
            {"name": "id", "type": "long"}, {"name": "name", "type": ["null", "string"], "default": null}""";

    private final Exchange exchange = new Exchange();
    private final TestMariaDb database = exchange.database;

    @AfterEach
    void close() {
        exchange.close();
    }

    private void person() {
        database.table("person", "id bigint PRIMARY KEY, name text DEFAULT 'none', secret text DEFAULT 'hidden'");
        exchange.dataset("person", "person", PERSON, "id");
    }

    @Test
    void the_present_state_arrives_and_then_each_change() {
        person();
        database.table("empty", "id bigint PRIMARY KEY, name text");
        exchange.dataset("empty", "empty", PERSON, "id");
        database.sql("INSERT INTO person (id, name) VALUES (1, 'An'), (2, NULL)");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql(
                    "INSERT INTO person (id, name) VALUES (3, 'Bình')",
                    "UPDATE person SET name = 'Châu' WHERE id = 1",
                    "UPDATE person SET id = 4 WHERE id = 2",
                    "DELETE FROM person WHERE id = 3",
                    "INSERT INTO person (id, name) VALUES (5, NULL)");
            exchange.awaitEvents(10);
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
                        "tombstone {\"id\": 3}",
                        "c {\"id\": 5} {\"id\": 5, \"name\": null}");
        assertPositionsGrow();
        assertThat(exchange.events().get(0).source().snapshot()).isTrue();
        assertThat(exchange.events().get(2).source().snapshot()).isFalse();
        assertThat(exchange.log.records().toString()).doesNotContain("hidden");
    }

    @Test
    void changes_of_a_stopped_agent_arrive_once_when_it_starts_again() {
        person();
        try (var running = exchange.start().awaitStreaming()) {
            insert(1);
            exchange.awaitEvents(1);
        }
        insert(2);

        try (var running = exchange.start().awaitStreaming()) {
            insert(3);
            exchange.awaitEvents(3);
        }

        assertThat(ids()).containsExactly(1L, 2L, 3L);
        assertPositionsGrow();
    }

    @Test
    void an_idle_log_moves_the_boundary_and_so_does_what_is_not_captured() {
        person();
        database.sql("CREATE TABLE other (id int PRIMARY KEY)");

        try (var running = exchange.start().awaitStreaming()) {
            insert(1);
            database.sql("INSERT INTO other VALUES (1)", "CREATE TABLE another (id int PRIMARY KEY)");
            database.sql("INSERT INTO other VALUES (2)");
            var end = database.value("SELECT BINLOG_GTID_POS('" + file() + "', " + offset() + ")");

            Running.await(() -> exchange.log.last() != null
                    && end.equals(exchange.log.last().source().get("gtid"))
                    && Start.position(exchange.log.last()).toString().equals(file() + ":" + offset()));
        }
        assertThat(ids()).containsExactly(1L);
    }

    @Test
    void rows_of_one_transaction_arrive_once_wherever_the_agent_is_killed() {
        person();
        try (var running = exchange.start().awaitStreaming()) {
            insert(0);
            exchange.awaitEvents(1);
        }
        database.sql("INSERT INTO person (id, name) SELECT seq, 'n' FROM seq_1_to_150000");
        database.sql("INSERT INTO person (id, name) SELECT seq, 'n' FROM seq_150001_to_150100");

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
            database.sql("INSERT INTO person (id, name) SELECT seq, '0' FROM seq_1_to_9");
            exchange.awaitEvents(9);
        }
        var writers = IntStream.range(0, 3).mapToObj(this::writer).toList();
        writers.forEach(Thread::start);

        var random = new Random(7);
        int kills = 0;
        for (int n = 0; kills < 12 || writers.stream().anyMatch(Thread::isAlive); n++) {
            exchange.log.dieAtCommit(1 + random.nextInt(5), n % 2 == 0);
            try (var running = exchange.start()) {
                Running.await(() -> running.isOver() || writers.stream().noneMatch(Thread::isAlive));
                kills += running.isOver() ? 1 : 0;
            }
            if (writers.stream().noneMatch(Thread::isAlive)) {
                break;
            }
        }
        exchange.log.live();
        try (var running = exchange.start().awaitStreaming()) {
            exchange.awaitEvents(9 + 3 * 3 * 400);
        }

        assertThat(kills).isGreaterThanOrEqualTo(5);
        for (long id = 1; id <= 9; id++) {
            long key = id;
            assertThat(exchange.rows().stream().filter(row -> row.get("id").equals(key)))
                    .extracting(row -> Integer.parseInt(row.get("name").toString()))
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(0, 400).boxed().toList());
        }
        assertPositionsGrow();
    }

    /** Each of three writers updates three keys of its own 400 times, in transactions that overlap the others'. */
    private Thread writer(int number) {
        return new Thread(() -> {
            try (var connection = database.connect();
                    var statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                for (int version = 1; version <= 400; version++) {
                    for (int key = 1 + 3 * number; key <= 3 + 3 * number; key++) {
                        statement.execute("UPDATE person SET name = '" + version + "' WHERE id = " + key);
                        Thread.sleep(1 + version % 4);
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
        database.sql("INSERT INTO person (id, name) VALUES (1, 'stays'), (2, 'goes')");
        // The first commit announces the snapshot, the second is the snapshot.
        exchange.log.dieAtCommit(2, true);
        try (var running = exchange.start()) {
            assertThat(running.failure()).hasMessage("killed");
        }
        assertThat(exchange.log.records()).isEmpty();
        database.sql("DELETE FROM person WHERE id = 2");
        exchange.log.live();

        try (var running = exchange.start().awaitStreaming()) {
            insert(3);
            exchange.awaitEvents(2);
        }

        assertThat(ids()).containsExactly(1L, 3L);
        assertPositionsGrow();
    }

    @Test
    void a_change_during_the_snapshot_is_neither_lost_nor_doubled() throws Exception {
        person();
        database.sql("INSERT INTO person (id, name) SELECT seq, 'old' FROM seq_1_to_2000");
        var writer = new Thread(() -> LongStream.rangeClosed(2001, 2600).forEach(this::insert));
        writer.start();

        try (var running = exchange.start()) {
            writer.join();
            exchange.awaitEvents(2600);
        }

        assertThat(ids()).doesNotHaveDuplicates().hasSize(2600);
        assertPositionsGrow();
    }

    @Test
    void a_truncation_is_said_of_the_dataset_and_what_follows_arrives() {
        person();
        database.sql("INSERT INTO person (id, name) VALUES (1, 'a'), (2, 'b')");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("TRUNCATE person", "INSERT INTO person (id, name) VALUES (3, 'c')");
            exchange.awaitEvents(2 + 6 + 1);
        }
        insert(4);
        try (var running = exchange.start().awaitStreaming()) {
            exchange.awaitEvents(2 + 6 + 2);
        }

        assertThat(exchange.arrived())
                .filteredOn(line -> line.startsWith("TRUNCATE"))
                .hasSize(6);
        assertThat(exchange.content("moj.person").keySet()).containsExactly("{\"id\": 3}", "{\"id\": 4}");
    }

    @Test
    void a_transaction_that_is_prepared_and_may_be_rolled_back_is_a_gap() {
        person();

        try (var running = exchange.start().awaitStreaming()) {
            database.sql(
                    "XA START 'x'",
                    "INSERT INTO person (id, name) VALUES (1, 'a')",
                    "XA END 'x'",
                    "XA PREPARE 'x'",
                    "XA ROLLBACK 'x'");

            assertThat(running.failure())
                    .isInstanceOf(AgentFailure.Gap.class)
                    .hasMessageContaining("was changed by XA transaction");
        }
    }

    private void insert(long id) {
        database.sql("INSERT INTO person (id, name) VALUES (" + id + ", 'new')");
    }

    private String file() {
        return database.value("SHOW MASTER STATUS");
    }

    private String offset() {
        try (var connection = database.connect();
                var results = connection.createStatement().executeQuery("SHOW MASTER STATUS")) {
            results.next();
            return results.getString(2);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
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
}

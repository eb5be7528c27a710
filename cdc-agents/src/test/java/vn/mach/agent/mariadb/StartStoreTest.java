package vn.mach.agent.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.agent.capture.Standing;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.DatabaseConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.connection.Secret;

/** An agent starts only where its dataset continues, and comes back by itself. A server of its own: its log is purged here. */
@SuppressWarnings("try")
class StartStoreTest {
    private static final MariaDbServer SERVER = MariaDbServer.start();
    private static final String STREAM = "SELECT id FROM information_schema.processlist WHERE command = 'Binlog Dump'";
    private static final String ID = "{\"name\": \"id\", \"type\": \"long\"}";

    private final Exchange exchange = new Exchange(new TestMariaDb(SERVER));
    private final TestMariaDb database = exchange.database;

    @BeforeEach
    void oneTable() {
        database.table("person", "id bigint PRIMARY KEY");
        exchange.dataset("person", "person", ID, "id");
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void a_purged_log_is_a_gap_and_reading_again_closes_it() {
        capturedOnce();
        database.sql("INSERT INTO person VALUES (2), (3)", "DELETE FROM person WHERE id = 1");
        purge();

        assertThat(failure())
                .isInstanceOf(AgentFailure.Gap.class)
                .hasMessageContaining("are purged")
                .hasMessageContaining("resync");

        exchange.log.ask(Set.of(database.name + ".person"), Standing.Reread.DIFFERENCES);
        try (var running = exchange.start().awaitStreaming()) {
            Running.await(() -> exchange.arrived().contains("ctl.gaps true"));
            database.sql("INSERT INTO person VALUES (4)");
            Running.await(() -> exchange.content("moj.person").size() == 3);
        }
        assertThat(exchange.content("moj.person").keySet())
                .containsExactly("{\"id\": 2}", "{\"id\": 3}", "{\"id\": 4}");
    }

    @Test
    void a_log_that_was_reset_is_a_gap_even_when_it_has_grown_past_the_place() {
        capturedOnce();
        database.sql("RESET MASTER");
        assertThat(failure()).isInstanceOf(AgentFailure.Gap.class).hasMessageContaining("it was reset");

        var position = Start.position(exchange.log.last());
        for (int i = 1; end().number() <= position.number(); i++) {
            database.sql("INSERT INTO person SELECT seq + " + i * 1000 + " FROM seq_1_to_1000");
        }
        assertThat(failure()).isInstanceOf(AgentFailure.Gap.class).hasMessageContaining("that was reset or restored");
    }

    @Test
    void another_server_is_a_gap() {
        capturedOnce();
        try (var other = MariaDbServer.start("--server-id=2")) {
            var copy = new TestMariaDb(other);
            copy.table("person", "id bigint PRIMARY KEY");
            copy.sql("INSERT INTO person SELECT seq FROM seq_1_to_20000");
            var config = exchange.config();
            var moved = with(
                    config,
                    DatabaseConfig.ofMariaDb(
                            "127.0.0.1", other.port(), copy.name, TestMariaDb.USER, new Secret("secret"), 4711));

            try (var running = new Running(moved, List.of(), exchange.log, exchange.catalog())) {
                assertThat(running.failure())
                        .isInstanceOf(AgentFailure.Gap.class)
                        .hasMessageContaining("it is the log of another server");
            }
        }
    }

    @Test
    void a_table_added_to_the_file_is_read_beside_the_stream() {
        capturedOnce();
        database.table("household", "id bigint PRIMARY KEY");
        database.sql("INSERT INTO household VALUES (7), (8)");
        exchange.dataset("household", "household", ID, "id");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO household VALUES (9)", "INSERT INTO person VALUES (2)");
            Running.await(() -> exchange.content("moj.household").size() == 3
                    && exchange.content("moj.person").size() == 2);
        }
    }

    @Test
    void a_database_that_does_not_answer_is_waited_for() {
        var config = database.config(Map.of(database.name + ".person", "person"));
        var away =
                with(config, DatabaseConfig.ofMariaDb("127.0.0.1", 1, "db", "mach_agent", new Secret("secret"), 4711));

        try (var running = new Running(away, List.of(), exchange.log, exchange.catalog())) {
            assertThat(running.failure())
                    .isInstanceOf(AgentFailure.Unavailable.class)
                    .hasMessageContaining("database 127.0.0.1:1/db does not answer");
        }
    }

    @Test
    void a_server_that_is_stopped_or_dies_is_waited_for_and_nothing_is_lost() {
        capturedOnce();

        for (boolean dies : List.of(false, true)) {
            try (var running = exchange.start().awaitStreaming()) {
                database.sql("INSERT INTO person VALUES (" + (dies ? 3 : 2) + ")");
                if (dies) {
                    SERVER.kill();
                } else {
                    SERVER.stop();
                }

                assertThat(running.failure()).isInstanceOf(AgentFailure.Unavailable.class);
            } finally {
                SERVER.launch();
            }
        }
        database.sql("INSERT INTO person VALUES (4)");
        try (var running = exchange.start().awaitStreaming()) {
            exchange.awaitEvents(4);
        }

        assertThat(exchange.rows()).extracting(row -> row.get("id")).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void a_server_that_ends_the_connection_of_the_log_is_noticed() {
        capturedOnce();

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("KILL " + database.value(STREAM));

            assertThat(running.failure()).isInstanceOf(AgentFailure.Unavailable.class);
        }
    }

    @Test
    void a_log_that_is_no_longer_written_whole_is_a_gap() {
        capturedOnce();
        for (var setting :
                List.of("binlog_format = 'MIXED'", "binlog_row_image = 'MINIMAL'", "log_bin_compress = ON")) {
            try (var running = exchange.start().awaitStreaming()) {
                database.sql("SET GLOBAL " + setting);
                assertThat(running.failure())
                        .isInstanceOf(AgentFailure.Gap.class)
                        .hasMessageContaining(setting.substring(0, setting.indexOf(' ')));
            } finally {
                database.sql(
                        "SET GLOBAL binlog_format = 'ROW'",
                        "SET GLOBAL binlog_row_image = 'FULL'",
                        "SET GLOBAL log_bin_compress = OFF");
                exchange.log.forgetGaps();
            }
        }
    }

    /** The server notices only a little later that nobody reads any more; until then it does not purge. */
    private void capturedOnce() {
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO person VALUES (1)");
            exchange.awaitEvents(1);
        }
        Running.await(() -> database.value(STREAM) == null);
    }

    /** All but a new file; the server refuses for as long as it would need the old ones itself after a crash. */
    private void purge() {
        // 11.4 also keeps its log while no replica is connected.
        database.sql("SET GLOBAL slave_connections_needed_for_purge = 0", "FLUSH BINARY LOGS");
        var file = end().file();
        Running.await(() -> {
            database.sql("PURGE BINARY LOGS TO '" + file + "'");
            return file.equals(database.value("SHOW BINARY LOGS"));
        });
    }

    private BinlogPosition end() {
        try (var connection = Database.connect(exchange.config().database())) {
            return BinlogPosition.end(connection);
        }
    }

    private static AgentConfig with(AgentConfig config, DatabaseConfig database) {
        return new AgentConfig(config.agent(), config.kafka(), config.schemaRegistry(), database, config.tables());
    }

    private AgentFailure failure() {
        try (var running = exchange.start()) {
            return running.failure();
        }
    }
}

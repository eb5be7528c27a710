package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.agent.check.Finding;
import vn.mach.agent.config.AgentConfig;

/** What check --sql prints is enough to capture, and nothing besides is possible with it. */
@SuppressWarnings("try")
class LeastPrivilegeStoreTest {
    private final Exchange exchange = new Exchange();
    private final TestDatabase database = exchange.database;
    private final String role = "Agent-" + database.name;

    @BeforeEach
    void a_bare_database() {
        database.sql(
                "DROP PUBLICATION mach",
                "CREATE SCHEMA civil",
                "CREATE TABLE civil.person (id bigint PRIMARY KEY, name text, secret text DEFAULT 'hidden')",
                "CREATE TABLE civil.other (id bigint PRIMARY KEY)",
                "INSERT INTO civil.person VALUES (1, 'An')");
        exchange.dataset("civil.person", "person", """
                {"name": "id", "type": "long"}, {"name": "name", "type": ["null", "string"], "default": null}""", "id");
    }

    @AfterEach
    void close() {
        exchange.close();
        database.sql("DROP OWNED BY \"" + role + "\"", "DROP ROLE \"" + role + "\"");
    }

    @Test
    void the_agent_captures_with_it() {
        prepare();

        assertThat(findings()).noneMatch(Finding::isFailure);
        try (var running =
                new Running(config(), exchange.captured(), exchange.log, exchange.catalog()).awaitStreaming()) {
            database.sql(
                    "UPDATE civil.person SET name = 'Anh'",
                    "UPDATE civil.person SET name = (SELECT string_agg(md5(i::text), '') FROM generate_series(1, 500) i)",
                    // The name is not in the log of this one: it is read by key, with the right to the declared
                    // columns.
                    "UPDATE civil.person SET secret = 'x'");
            exchange.awaitEvents(4);
            database.sql("DELETE FROM civil.person");
            exchange.awaitEvents(6);
        }

        assertThat(exchange.arrived())
                .hasSize(6)
                .startsWith(
                        "r {\"id\": 1} {\"id\": 1, \"name\": \"An\"}", "u {\"id\": 1} {\"id\": 1, \"name\": \"Anh\"}")
                .endsWith("d {\"id\": 1} null", "tombstone {\"id\": 1}");
        assertThat(findings()).noneMatch(Finding::isFailure);
    }

    @Test
    void the_role_writes_nothing_and_reads_nothing_else() {
        prepare();

        for (var refused : List.of(
                "SELECT secret FROM civil.person",
                "SELECT * FROM civil.person",
                "SELECT id FROM civil.other",
                "INSERT INTO civil.person (id) VALUES (2)",
                "UPDATE civil.person SET name = 'x'",
                "DELETE FROM civil.person",
                "TRUNCATE civil.person",
                "CREATE TABLE civil.mine (id int)",
                "ALTER PUBLICATION mach ADD TABLE civil.other",
                "CREATE ROLE another",
                "CREATE DATABASE another")) {
            assertThatThrownBy(() -> asAgent(refused))
                    .as(refused)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
        }
        assertThat(database.value(
                        "SELECT string_agg(tablename, ',') FROM pg_publication_tables WHERE pubname = 'mach'"))
                .isEqualTo("person");
    }

    private void prepare() {
        database.sql(LeastPrivilege.sql(config(), exchange.captured()));
        database.sql("ALTER ROLE \"" + role + "\" PASSWORD 'secret'");
    }

    private AgentConfig config() {
        return TestDatabase.as(exchange.config(), role, "secret");
    }

    private List<Finding> findings() {
        var contracts =
                Map.of("civil.person", exchange.captured().get(0).topic().contract());
        return PostgresCheck.run(config(), contracts, exchange.log::last, Clock.systemUTC());
    }

    private void asAgent(String sql) throws SQLException {
        var place = config().database();
        var url = "jdbc:postgresql://" + place.place();
        try (var connection = DriverManager.getConnection(url, role, "secret");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

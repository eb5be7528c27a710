package vn.mach.agent.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.mach.agent.check.Finding;
import vn.mach.agent.check.Finding.Verdict;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.change.Contract;

/** Every finding, on a bare and on a prepared server; what check --sql prints is enough, and nothing besides is possible with it. */
@SuppressWarnings("try")
class MariaDbCheckStoreTest {
    private static final MariaDbServer SERVER = MariaDbServer.start(
            "--sync-binlog=1", "--innodb-flush-log-at-trx-commit=1", "--binlog-expire-logs-seconds=604800");
    private static final String PERSON = """
            {"name": "id", "type": "long"}, {"name": "name", "type": ["null", "string"], "default": null}""";

    private final Exchange exchange = new Exchange(new TestMariaDb(SERVER));
    private final TestMariaDb database = exchange.database;
    private final String user = "agent-" + database.name;

    @AfterEach
    void close() {
        exchange.close();
        database.administer("DROP USER IF EXISTS '" + user + "'@'%'", "SET GLOBAL binlog_format = 'ROW'");
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private void person() {
        database.sql("CREATE TABLE person (id bigint PRIMARY KEY, name text, secret text DEFAULT 'hidden')");
        exchange.dataset("person", "person", PERSON, "id");
    }

    @Test
    void a_prepared_server_has_no_failure_and_the_agent_captures_with_just_that() {
        person();
        database.sql("INSERT INTO person (id, name) VALUES (1, 'An')");
        prepare();

        assertThat(findings()).allMatch(finding -> finding.verdict() == Verdict.OK);
        try (var running =
                new Running(config(), exchange.captured(), exchange.log, exchange.catalog()).awaitStreaming()) {
            database.sql("UPDATE person SET name = 'Anh'", "DELETE FROM person");
            exchange.awaitEvents(4);
        }
        assertThat(exchange.arrived())
                .containsExactly(
                        "r {\"id\": 1} {\"id\": 1, \"name\": \"An\"}",
                        "u {\"id\": 1} {\"id\": 1, \"name\": \"Anh\"}",
                        "d {\"id\": 1} null",
                        "tombstone {\"id\": 1}");
        assertThat(findings()).allMatch(finding -> finding.verdict() == Verdict.OK);
        assertThat(detail("stored offset")).contains("continues after GTID");
        assertThat(MariaDbPlan.of(config(), exchange.captured(), exchange.log::last)
                        .text())
                .contains("database     127.0.0.1", "server-id 4711", "continues after GTID")
                .containsPattern("name +text +name +string or null +- +is");
    }

    @Test
    void the_user_writes_nothing_and_reads_nothing_else() {
        person();
        database.sql("CREATE TABLE other (id bigint PRIMARY KEY)");
        prepare();

        for (var refused : List.of(
                "SELECT secret FROM person",
                "SELECT * FROM person",
                "SELECT id FROM other",
                "INSERT INTO person (id) VALUES (2)",
                "UPDATE person SET name = 'x'",
                "DELETE FROM person",
                "TRUNCATE person",
                "LOCK TABLES person READ",
                "FLUSH TABLES WITH READ LOCK",
                "CREATE TABLE mine (id int)",
                "CREATE DATABASE mine",
                "CREATE USER mine",
                "SET GLOBAL binlog_format = 'MIXED'",
                "SET SESSION sql_log_bin = 0",
                "PURGE BINARY LOGS TO 'binlog.000001'")) {
            assertThatThrownBy(() -> asAgent(refused))
                    .as(refused)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42000"));
        }
    }

    @Test
    void a_bare_server_is_told_everything_at_once_with_a_remedy() {
        person();
        database.administer(
                "CREATE USER '" + user + "'@'%' IDENTIFIED BY 'secret'",
                "GRANT SELECT ON " + database.name + ".* TO '" + user + "'@'%'");
        database.sql(
                "CREATE TABLE child (id bigint PRIMARY KEY, person bigint, name varchar(9) NULL, big bigint unsigned, "
                        + "FOREIGN KEY (person) REFERENCES person (id) ON DELETE CASCADE)",
                "CREATE TABLE heap (id bigint PRIMARY KEY, name text) ENGINE = MyISAM",
                "CREATE TABLE keyless (id bigint, name text)");
        exchange.dataset(
                "child",
                "child",
                "{\"name\": \"id\", \"type\": \"long\"}, {\"name\": \"name\", \"type\": \"string\"}, {\"name\": \"big\", \"type\": [\"null\", \"long\"]}, {\"name\": \"gone\", \"type\": [\"null\", \"long\"]}",
                "id");
        exchange.dataset("heap", "heap", PERSON, "id");
        exchange.dataset("keyless", "keyless", PERSON, "id");
        exchange.dataset("absent", "absent", PERSON, "id");
        database.administer("SET GLOBAL binlog_format = 'MIXED'");

        var failures = findings().stream().filter(Finding::isFailure).toList();

        assertThat(failures)
                .extracting(Finding::check)
                .contains(
                        "replication user",
                        "binary log",
                        "columns " + database.name + ".child",
                        "cascades " + database.name + ".child",
                        "table " + database.name + ".heap",
                        "key " + database.name + ".keyless",
                        "table " + database.name + ".absent");
        assertThat(failures).extracting(Finding::remedy).noneMatch(String::isBlank);
        assertThat(failures.stream().map(Finding::detail).collect(Collectors.joining("\n")))
                .contains("has binlog_format=MIXED")
                .contains("child.big is bigint(20) unsigned, which does not fit field big (long)")
                .contains("child.name may be NULL, but field name of the contract may not")
                .contains("has no column " + database.name + ".child.gone")
                .contains("heap is BASE TABLE MyISAM");
    }

    @Test
    void a_user_that_may_write_is_warned_of() {
        person();
        prepare();
        database.administer(
                "GRANT INSERT ON " + database.name + ".* TO '" + user + "'@'%'",
                "GRANT SUPER ON *.* TO '" + user + "'@'%'");

        assertThat(finding("least privilege").verdict()).isEqualTo(Verdict.WARN);
        assertThat(detail("least privilege")).contains("INSERT on `" + database.name + "`.*");
    }

    @Test
    void a_log_that_is_purged_soon_or_lost_in_a_power_failure_is_warned_of() {
        person();
        prepare();
        database.administer("SET GLOBAL binlog_expire_logs_seconds = 3600", "SET GLOBAL sync_binlog = 0");
        try {
            assertThat(finding("log kept").verdict()).isEqualTo(Verdict.WARN);
            assertThat(finding("log kept after a power failure").verdict()).isEqualTo(Verdict.WARN);
        } finally {
            database.administer("SET GLOBAL binlog_expire_logs_seconds = 604800", "SET GLOBAL sync_binlog = 1");
        }
    }

    @Test
    void a_clock_that_is_wrong_is_warned_of() {
        person();
        prepare();
        var wrong = Clock.fixed(Instant.now().minus(Duration.ofMinutes(1)), ZoneOffset.UTC);

        var findings = MariaDbCheck.run(config(), contracts(), exchange.log::last, wrong);

        assertThat(findings)
                .filteredOn(finding -> finding.check().equals("clock"))
                .extracting(Finding::verdict)
                .containsExactly(Verdict.WARN);
    }

    @Test
    void a_wrong_password_is_one_failure() {
        person();
        prepare();

        var findings = MariaDbCheck.run(
                TestMariaDb.as(exchange.config(), user, "wrong"), contracts(), exchange.log::last, Clock.systemUTC());

        assertThat(findings).extracting(Finding::verdict).containsExactly(Verdict.FAIL, Verdict.WARN);
        assertThat(findings.toString()).doesNotContain("wrong");
    }

    /** Why a table with cascades is refused. */
    @Test
    void a_cascade_is_not_in_the_log() {
        database.sql(
                "CREATE TABLE parent (id bigint PRIMARY KEY)",
                "CREATE TABLE child (id bigint PRIMARY KEY, parent bigint REFERENCES parent (id) ON DELETE CASCADE)",
                "INSERT INTO parent VALUES (1)",
                "INSERT INTO child VALUES (1, 1)",
                "FLUSH BINARY LOGS",
                "DELETE FROM parent");

        assertThat(database.value("SELECT count(*) FROM child")).isEqualTo("0");
        // The log names both tables, and then has rows of the one only.
        assertThat(rowsLogged("parent")).isEqualTo(1);
        assertThat(rowsLogged("child")).isZero();
    }

    private long rowsLogged(String table) {
        var events = database.logged();
        var number = events.stream()
                .filter(event -> event.endsWith("(" + database.name + "." + table + ")"))
                .map(event -> event.substring(0, event.indexOf(" (")))
                .findFirst()
                .orElseThrow();
        return events.stream()
                .filter(event -> event.startsWith(number + " flags"))
                .count();
    }

    @Test
    void a_run_says_the_first_failure_in_one_line() {
        person();
        prepare();
        database.sql("ALTER TABLE person ENGINE = MyISAM");

        try (var running = new Running(config(), exchange.captured(), exchange.log, exchange.catalog())) {
            assertThat(running.failure())
                    .isInstanceOf(AgentFailure.Misconfigured.class)
                    .hasMessageContaining("is BASE TABLE MyISAM")
                    .hasMessageContaining("ENGINE = InnoDB");
        }
    }

    private void prepare() {
        for (var statement : LeastPrivilege.sql(config(), exchange.captured())
                .replaceAll("(?m)^--.*$", "")
                .split(";")) {
            if (!statement.isBlank()) {
                database.administer(statement);
            }
        }
        database.administer("ALTER USER '" + user + "'@'%' IDENTIFIED BY 'secret' ACCOUNT UNLOCK");
    }

    private AgentConfig config() {
        return TestMariaDb.as(exchange.config(), user, "secret");
    }

    private Map<String, Contract> contracts() {
        return exchange.captured().stream()
                .collect(Collectors.toMap(captured -> captured.table().table(), captured -> captured.topic()
                        .contract()));
    }

    private List<Finding> findings() {
        return MariaDbCheck.run(config(), contracts(), exchange.log::last, Clock.systemUTC());
    }

    private Finding finding(String check) {
        return findings().stream()
                .filter(finding -> finding.check().equals(check))
                .findFirst()
                .orElseThrow();
    }

    private String detail(String check) {
        return finding(check).detail();
    }

    private void asAgent(String sql) throws SQLException {
        var url = "jdbc:mariadb://" + config().database().place();
        try (var connection = DriverManager.getConnection(url, user, "secret");
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.agent.check.Finding;
import vn.mach.agent.check.Finding.Verdict;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.LastOffset;
import vn.mach.change.Contract;

/** All that is wrong with a database is said at once, each with its remedy, and nothing in it is changed. */
@SuppressWarnings("try")
class PostgresCheckStoreTest {
    private final Exchange exchange = new Exchange();
    private final TestDatabase database = exchange.database;
    private Clock clock = Clock.systemUTC();
    private LastOffset stored = exchange.log::last;

    @BeforeEach
    void oneTable() {
        database.table("person", "id bigint PRIMARY KEY, name text NOT NULL, born date, secret text");
        exchange.dataset("public.person", "person", """
                {"name": "id", "type": "long"}, {"name": "name", "type": "string"},
                {"name": "born", "type": ["null", {"type": "int", "logicalType": "date"}]}""", "id");
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void a_prepared_database_has_no_failure_and_warnings_of_the_disk_only() {
        var findings = findings();

        assertThat(findings).noneMatch(Finding::isFailure);
        assertThat(findings.stream().filter(finding -> finding.verdict() == Verdict.WARN))
                .extracting(Finding::check)
                .containsExactly("log kept for slots", "disk headroom");
        assertThat(detail("log kept for slots")).contains("max_slot_wal_keep_size=-1");
        assertThat(remedy("log kept for slots")).contains("ALTER SYSTEM SET max_slot_wal_keep_size");
        assertThat(detail("disk headroom"))
                .contains("max_wal_size is 1024 MB", "GRANT EXECUTE ON FUNCTION pg_ls_waldir() TO mach_agent");
        assertThat(detail("heartbeat")).contains("pg_logical_emit_message");
        assertThat(detail("large values public.person")).contains("[name (extended)]", "one SELECT by key", "0 bytes");
        assertThat(detail("replication slot")).contains("is not there: the agent makes it");
        assertThat(detail("stored offset")).contains("starts with a snapshot");
        assertThat(slots()).isEqualTo("0");
    }

    @Test
    void everything_that_is_wrong_is_said_at_once() {
        database.sql(
                "ALTER TABLE person DROP born, ALTER name DROP NOT NULL, DROP CONSTRAINT person_pkey",
                "REVOKE SELECT ON person FROM mach_agent",
                "DROP PUBLICATION mach");

        assertThat(failures())
                .containsExactly(
                        "publication",
                        "columns public.person",
                        "columns public.person",
                        "read public.person",
                        "key public.person");
        assertThat(detail("published public.person")).isEqualTo("not checked: there is no publication mach");
    }

    @Test
    void what_needs_an_unknown_contract_is_not_checked() {
        var findings = PostgresCheck.run(exchange.config(), Map.of(), stored, clock);

        assertThat(findings).noneMatch(Finding::isFailure);
        assertThat(findings)
                .filteredOn(finding -> finding.detail().startsWith("not checked: the contract of person"))
                .extracting(Finding::check)
                .containsExactly(
                        "columns public.person",
                        "read public.person",
                        "key public.person",
                        "large values public.person");
    }

    @Test
    void what_needs_a_missing_table_is_not_checked() {
        database.sql("DROP TABLE person");

        assertThat(failures()).containsExactly("table public.person");
        assertThat(detail("row security public.person")).isEqualTo("not checked: the table cannot be seen");
    }

    @Test
    void a_schema_that_is_closed_to_the_role() {
        database.sql("CREATE SCHEMA closed", "ALTER TABLE person SET SCHEMA closed");
        exchange.dataset("closed.person", "closed", "{\"name\": \"id\", \"type\": \"long\"}", "id");

        assertThat(remedy("table closed.person")).isEqualTo("GRANT USAGE ON SCHEMA closed TO mach_agent");
    }

    @Test
    void a_policy_that_may_hide_rows_is_a_failure_and_stops_a_run() {
        database.sql("ALTER TABLE person ENABLE ROW LEVEL SECURITY");

        assertThat(failures()).containsExactly("row security public.person");
        try (var running = exchange.start()) {
            assertThat(running.failure())
                    .isInstanceOf(AgentFailure.Misconfigured.class)
                    .hasMessageContaining("ALTER ROLE mach_agent BYPASSRLS");
        }
    }

    @Test
    void a_slot_in_use_is_the_agents_own_or_a_failure() {
        try (var running = exchange.start().awaitStreaming()) {
            assertThat(find("replication slot").verdict()).isEqualTo(Verdict.WARN);
            assertThat(detail("replication slot")).contains("of role mach_agent");
            assertThat(detail("stored offset")).startsWith("continues at ");
            assertThat(detail("slot lag")).contains("bytes");
        }

        assertThat(failures()).isEmpty();
        assertThat(detail("replication slot")).endsWith("is free");
    }

    @Test
    void a_gap_is_found_before_the_agent_is_started() {
        try (var running = exchange.start().awaitStreaming()) {
            database.sql("INSERT INTO person VALUES (1, 'An')");
            exchange.awaitEvents(1);
        }
        Running.await(() -> database.value(
                        "SELECT 1 FROM pg_replication_slots WHERE slot_name = '" + database.slot + "' AND NOT active")
                != null);
        database.sql("SELECT pg_drop_replication_slot('" + database.slot + "')");

        assertThat(failures()).containsExactly("stored offset");
        assertThat(detail("stored offset")).contains("is gone: the changes since");
        assertThat(remedy("stored offset")).startsWith("ask for a resync");
    }

    @Test
    void a_slot_of_somebody_else_and_one_that_nobody_uses() {
        database.sql("SELECT pg_create_logical_replication_slot('" + database.slot + "', 'test_decoding')");
        assertThat(failures()).containsExactly("replication slot", "stored offset");
        assertThat(detail("replication slot")).contains("of plugin test_decoding");
        assertThat(remedy("stored offset")).contains("pg_drop_replication_slot");
    }

    @Test
    void a_server_without_room_for_a_slot() {
        var room = "max_replication_slots')::int - (SELECT count(*)::int FROM pg_replication_slots";
        database.sql(
                "SELECT pg_create_physical_replication_slot('full_' || i) FROM generate_series(1, current_setting('"
                        + room + ")) i");
        try {
            assertThat(failures()).containsExactly("slot places");
            assertThat(detail("slot places")).startsWith("0 of max_replication_slots");
        } finally {
            database.sql(
                    "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name ~ '^full_'");
        }
        assertThat(failures()).isEmpty();
    }

    @Test
    void a_slot_whose_log_was_removed() {
        try (var running = exchange.start().awaitStreaming()) {
            assertThat(running.isOver()).isFalse();
        }
        database.sql("ALTER SYSTEM SET max_slot_wal_keep_size = '1MB'", "SELECT pg_reload_conf()");
        try {
            Running.await(() -> "1MB".equals(database.value("SHOW max_slot_wal_keep_size")));
            for (int i = 0; i < 4; i++) {
                database.sql("INSERT INTO person VALUES (" + i + ", 'An')", "SELECT pg_switch_wal()");
            }
            database.sql("CHECKPOINT");

            assertThat(detail("log kept for slots")).isEqualTo("keeps up to 1 MB of log for a slot");
            assertThat(find("disk headroom").verdict()).isEqualTo(Verdict.OK);
            assertThat(failures()).containsExactly("replication slot", "stored offset");
            assertThat(detail("replication slot")).contains("is lost");
            assertThat(remedy("replication slot")).startsWith("mach-agent resync");
        } finally {
            database.sql("ALTER SYSTEM RESET max_slot_wal_keep_size", "SELECT pg_reload_conf()");
        }
    }

    @Test
    void clocks_that_differ() {
        clock = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(-7));

        assertThat(find("clock").verdict()).isEqualTo(Verdict.WARN);
        assertThat(detail("clock")).contains("ahead of the agent's");
    }

    @Test
    void rights_that_an_agent_never_needs() {
        database.sql("GRANT UPDATE (name), DELETE ON person TO mach_agent");
        assertThat(find("write public.person").verdict()).isEqualTo(Verdict.WARN);
        assertThat(detail("write public.person")).contains("may UPDATE, DELETE public.person");
        database.sql("REVOKE UPDATE (name), DELETE ON person FROM mach_agent");
        assertThat(find("write public.person").verdict()).isEqualTo(Verdict.OK);

        var found = PostgresCheck.run(
                TestDatabase.as(exchange.config(), "postgres", "postgres"), contracts(), stored, clock);
        assertThat(found)
                .filteredOn(finding -> finding.check().equals("least privilege"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.verdict()).isEqualTo(Verdict.WARN))
                .satisfies(finding -> assertThat(finding.detail()).contains("SUPERUSER, CREATEROLE, CREATEDB"))
                .satisfies(finding -> assertThat(finding.remedy()).contains("check --sql"));
    }

    @Test
    void a_role_that_may_not_send_a_heartbeat() {
        database.sql("REVOKE EXECUTE ON FUNCTION pg_logical_emit_message(boolean, text, text, boolean) FROM PUBLIC");
        assertThat(failures()).containsExactly("heartbeat");

        database.sql(remedy("heartbeat"));
        assertThat(failures()).isEmpty();
    }

    @Test
    void the_size_of_the_log_is_told_to_a_role_that_may_see_it() {
        database.sql("GRANT EXECUTE ON FUNCTION pg_ls_waldir() TO mach_agent");

        assertThat(detail("disk headroom")).containsPattern("the log has \\d+ MB now");
    }

    @Test
    void columns_that_would_lose_or_stop() {
        database.sql("CREATE TYPE mood AS ENUM ('happy', 'sad')");
        database.table(
                "odd",
                "id bigint PRIMARY KEY, free numeric, cost money, tags text[], up text GENERATED ALWAYS AS ('x') STORED,"
                        + " mood mood, word text");
        exchange.dataset("public.odd", "odd", """
                {"name": "id", "type": "long"},
                {"name": "free", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 20, "scale": 2}]},
                {"name": "cost", "type": ["null", {"type": "bytes", "logicalType": "decimal", "precision": 20, "scale": 2}]},
                {"name": "tags", "type": ["null", "string"]}, {"name": "up", "type": ["null", "string"]},
                {"name": "mood", "type": ["null", {"type": "enum", "name": "Mood", "symbols": ["happy"]}]},
                {"name": "word", "type": ["null", {"type": "enum", "name": "Word", "symbols": ["ok"]}]}""", "id");

        var columns = findings().stream()
                .filter(finding -> finding.check().equals("columns public.odd"))
                .toList();

        assertThat(columns)
                .extracting(finding -> finding.verdict() + " " + finding.detail())
                .satisfiesExactly(
                        free -> assertThat(free).startsWith("WARN").contains("odd.free is numeric without a limit"),
                        cost -> assertThat(cost).startsWith("FAIL").contains("odd.cost is money"),
                        tags -> assertThat(tags).startsWith("FAIL").contains("odd.tags is text[]"),
                        up -> assertThat(up).startsWith("FAIL").contains("odd.up is generated"),
                        mood -> assertThat(mood).startsWith("FAIL").contains("odd.mood may be [sad]"),
                        word -> assertThat(word).startsWith("WARN").contains("odd.word is text"));
        assertThat(columns.get(1).remedy()).contains("lc_monetary");
        assertThat(columns.get(2).remedy()).contains("jsonb");
        assertThat(find("published public.odd").verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void an_offset_that_cannot_be_read_is_not_checked() {
        stored = () -> {
            throw new AgentFailure.Broken("Kafka is away", null);
        };

        assertThat(failures()).isEmpty();
        assertThat(detail("stored offset")).isEqualTo("not checked: Kafka is away");
    }

    private List<Finding> findings() {
        return PostgresCheck.run(exchange.config(), contracts(), stored, clock);
    }

    private Map<String, Contract> contracts() {
        var contracts = new LinkedHashMap<String, Contract>();
        exchange.captured()
                .forEach(table ->
                        contracts.put(table.table().table(), table.topic().contract()));
        return contracts;
    }

    private List<String> failures() {
        return findings().stream()
                .filter(Finding::isFailure)
                .map(Finding::check)
                .toList();
    }

    private Finding find(String check) {
        return findings().stream()
                .filter(finding -> finding.check().equals(check))
                .findFirst()
                .orElseThrow();
    }

    private String detail(String check) {
        return find(check).detail();
    }

    private String remedy(String check) {
        return find(check).remedy();
    }

    private String slots() {
        return database.value("SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + database.slot + "'");
    }
}

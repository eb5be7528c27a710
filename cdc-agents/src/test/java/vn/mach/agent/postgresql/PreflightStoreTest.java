package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.agent.progress.AgentFailure;

/** What the DBA has to prepare is said in one line, before anything is captured. */
@SuppressWarnings("try")
class PreflightStoreTest {
    private final Exchange exchange = new Exchange();
    private final TestDatabase database = exchange.database;

    @BeforeEach
    void oneTable() {
        database.table("person", "id bigint PRIMARY KEY, name text NOT NULL, amount numeric(10,2) NOT NULL, born date");
        exchange.dataset("public.person", "person", """
                {"name": "id", "type": "long"}, {"name": "name", "type": "string"},
                {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2}},
                {"name": "born", "type": ["null", {"type": "int", "logicalType": "date"}]}""", "id");
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void a_table_that_is_missing() {
        refused("DROP TABLE person", "has no table public.person");
    }

    @Test
    void a_column_that_is_missing() {
        refused("ALTER TABLE person DROP name", "has no column public.person.name for field name");
    }

    @Test
    void a_column_of_another_type() {
        refused("ALTER TABLE person ALTER born TYPE text", "column public.person.born is text", "field born (date)");
    }

    @Test
    void a_numeric_that_is_wider_than_the_contract() {
        refused("ALTER TABLE person ALTER amount TYPE numeric(12,2)", "amount is numeric", "decimal(10,2)");
        refused("ALTER TABLE person ALTER amount TYPE numeric(10,3)", "amount is numeric");
    }

    @Test
    void a_column_that_may_be_null_where_the_contract_may_not() {
        refused("ALTER TABLE person ALTER name DROP NOT NULL", "ALTER TABLE public.person ALTER name SET NOT NULL");
    }

    @Test
    void a_role_that_may_not_read() {
        refused("REVOKE SELECT ON person FROM mach_agent", "GRANT SELECT ON public.person TO mach_agent");
    }

    @Test
    void a_column_that_the_role_may_not_read() {
        database.sql("REVOKE SELECT ON person FROM mach_agent");
        refused("GRANT SELECT (id, name, amount) ON person TO mach_agent", "may not read public.person");
    }

    @Test
    void a_publication_that_is_missing() {
        refused("DROP PUBLICATION mach", "has no publication mach: CREATE PUBLICATION");
    }

    @Test
    void a_publication_without_the_table() {
        refused("ALTER PUBLICATION mach DROP TABLE person", "ALTER PUBLICATION mach ADD TABLE public.person");
    }

    @Test
    void a_publication_without_all_operations() {
        refused("ALTER PUBLICATION mach SET (publish = 'insert, update')", "leaves out operations");
    }

    @Test
    void a_publication_without_a_column_or_with_a_condition() {
        refused("ALTER PUBLICATION mach SET TABLE person (id, name, amount)", "leaves out [born] of public.person");
        refused("ALTER PUBLICATION mach SET TABLE person WHERE (id > 0)", "has a WHERE on public.person");
    }

    @Test
    void a_table_whose_key_is_not_the_contracts() {
        refused("ALTER TABLE person DROP CONSTRAINT person_pkey", "no primary key or unique index on [id]");
        refused(
                "ALTER TABLE person ADD UNIQUE (id), ADD PRIMARY KEY (name)",
                "ALTER TABLE public.person REPLICA IDENTITY FULL");
    }

    @Test
    void a_key_whose_index_includes_other_columns_is_the_key() {
        database.sql("ALTER TABLE person DROP CONSTRAINT person_pkey, ADD PRIMARY KEY (id) INCLUDE (name)");

        try (var running = exchange.start()) {
            running.awaitStreaming();
        }
    }

    @Test
    void a_wrong_password_or_database() {
        var config = exchange.config();
        var wrong = new vn.mach.agent.config.DatabaseConfig(
                "127.0.0.1",
                config.database().port(),
                "nowhere",
                "mach_agent",
                config.database().password(),
                "s",
                "p");
        var other = new vn.mach.agent.config.AgentConfig(
                config.agent(), config.kafka(), config.schemaRegistry(), wrong, config.tables());

        try (var running = new Running(other, java.util.List.of(), exchange.log, exchange.catalog())) {
            assertThat(running.failure())
                    .isInstanceOf(AgentFailure.Misconfigured.class)
                    .hasMessageContaining("check database.name, user and password");
        }
    }

    private void refused(String sql, String... parts) {
        database.sql(sql);
        try (var running = exchange.start()) {
            assertThat(running.failure())
                    .isInstanceOf(AgentFailure.Misconfigured.class)
                    .message()
                    .contains(parts)
                    .startsWith("database 127.0.0.1:")
                    .doesNotContain("\n");
        }
        assertThat(exchange.log.commits()).isZero();
    }
}

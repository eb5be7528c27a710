package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What docs/agents.md has a DBA run when an agent goes, after what check --sql had them run when it came. */
@SuppressWarnings("try")
class UninstallStoreTest {

    @Test
    void nothing_of_the_agent_is_left_and_the_table_is() throws IOException {
        try (var exchange = new Exchange()) {
            var database = exchange.database;
            database.sql(
                    "DROP PUBLICATION mach",
                    "CREATE TABLE person (id bigint PRIMARY KEY)",
                    "INSERT INTO person VALUES (1)");
            exchange.dataset("public.person", "person", "{\"name\": \"id\", \"type\": \"long\"}", "id");
            var role = "leaving_" + database.name;
            var config = TestDatabase.as(exchange.config(), role, "secret");
            database.sql(
                    LeastPrivilege.sql(config, exchange.captured()), "ALTER ROLE \"" + role + "\" PASSWORD 'secret'");
            try (var running =
                    new Running(config, exchange.captured(), exchange.log, exchange.catalog()).awaitStreaming()) {
                assertThat(running).isNotNull();
            }
            Running.await(() -> database.value("SELECT 1 FROM pg_replication_slots WHERE slot_name = '" + database.slot
                            + "' AND NOT active")
                    != null);

            database.sql(uninstall()
                    .replace("DROP PUBLICATION mach_moj_civil", "DROP PUBLICATION mach")
                    .replace("mach_moj_civil", database.slot)
                    .replace("mach_agent", role));

            assertThat(database.value(
                            "SELECT (SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + database.slot
                                    + "') + (SELECT count(*) FROM pg_publication) + (SELECT count(*) FROM pg_roles WHERE rolname = '"
                                    + role + "')"))
                    .isEqualTo("0");
            assertThat(database.value("SELECT count(*) FROM person")).isEqualTo("1");
        }
    }

    private static String uninstall() throws IOException {
        var section = Files.readString(Path.of("../docs/agents.md")).split("\n## Uninstall\n")[1];
        return section.split("```sql\n")[1].split("```")[0];
    }
}

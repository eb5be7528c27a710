package vn.mach.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.mach.connection.ConfigFile;
import vn.mach.connection.IllegalConfiguration;

class AgentConfigTest {
    private static final String YAML = """
            agent: moj.civil
            kafka: {bootstrap: "127.0.0.1:9092", user: mach.agent.moj.civil, password: kafka-secret}
            schema-registry: {url: "http://127.0.0.1:8081/apis/ccompat/v7"}
            database:
              {host: 127.0.0.1, port: 5432, name: civil, user: mach_agent, password: db-secret, slot: mach_civil, publication: mach}
            tables:
              - {table: public.person, dataset: person, columns: {full_name: name}}
            """;

    @TempDir
    Path directory;

    @Test
    void a_whole_file_becomes_a_configuration() throws IOException {
        var config = read(YAML);

        assertThat(config.id().transactionalId()).isEqualTo("mach.agent.moj.civil");
        assertThat(config.datasetOf(config.tables().get(0))).hasToString("moj.person");
        assertThat(config.tables().get(0).columnOf("full_name")).isEqualTo("name");
        assertThat(config.tables().get(0).columnOf("birth_date")).isEqualTo("birth_date");
    }

    @Test
    void no_secret_is_printed() throws IOException {
        assertThat(read(YAML).toString()).doesNotContain("secret");
    }

    @Test
    void a_wrong_file_is_refused_in_one_line_that_names_the_place() {
        refused(
                YAML.replace("agent: moj.civil", "agent: civil"),
                "agent 'civil' is not allowed: write <agency>.<name>");
        refused(YAML.replace("slot: mach_civil", "slot: Mach-Civil"), "database", "slot is 'Mach-Civil'");
        refused(YAML.replace("port: 5432", "port: 0"), "database", "port is 0");
        refused(YAML.replace("public.person", "person"), "tables", "write <schema>.<table>");
        refused(YAML + "tabels: []\n", "tabels", "unknown key");
        refused(YAML.replace("password: db-secret, ", ""), "database", "password is missing");
        refused(YAML.replace("{full_name: name}", "{full_name: 'a b'}"), "tables", "column of field full_name");
        refused(YAML + "  - {table: public.person, dataset: other}\n", "twice");
    }

    @Test
    void a_mariadb_has_a_server_id_in_place_of_a_slot() throws IOException {
        var yaml = YAML.replace("slot: mach_civil, publication: mach}", "kind: mariadb, server-id: 4711}");
        var config = read(yaml);

        assertThat(config.database().kind()).isEqualTo(DatabaseConfig.Kind.MARIADB);
        assertThat(config.database().serverId()).isEqualTo(4711);
        assertThat(read(YAML).database().kind()).isEqualTo(DatabaseConfig.Kind.POSTGRESQL);
        refused(yaml.replace("kind: mariadb, ", ""), "database", "server-id is '4711'", "kind postgresql");
        refused(yaml.replace(", server-id: 4711", ""), "database", "server-id is null", "1 to 4294967295");
        refused(yaml.replace("4711", "0"), "database", "server-id is 0");
        refused(yaml.replace("4711", "4711, slot: x"), "database", "slot is 'x'", "kind mariadb");
        refused(yaml.replace("mariadb", "oracle"), "database.kind", "is 'oracle': postgresql or mariadb");
    }

    private void refused(String yaml, String... parts) {
        assertThatThrownBy(() -> read(yaml))
                .isInstanceOf(IllegalConfiguration.class)
                .message()
                .contains(parts)
                .doesNotContain("\n");
    }

    private AgentConfig read(String yaml) throws IOException {
        return ConfigFile.read(Files.writeString(directory.resolve("agent.yaml"), yaml), AgentConfig.class);
    }
}

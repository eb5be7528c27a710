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
    void the_log_budget_and_the_admin_endpoint_have_defaults_and_say_what_they_take() throws IOException {
        var config = read(YAML);
        assertThat(config.database().logBudget().bytes()).isEqualTo(10L << 30);
        assertThat(config.database().whenSpent()).isEqualTo(WhenSpent.ALARM);
        assertThat(config.admin()).isEqualTo(AdminConfig.standard());

        var other =
                read(YAML.replace("publication: mach}", "publication: mach, log-budget: 500MB, when-spent: drop-slot}")
                        + "admin: {port: 9464}\n");
        assertThat(other.database().logBudget().bytes()).isEqualTo(500L << 20);
        assertThat(other.database().whenSpent()).isEqualTo(WhenSpent.DROP_SLOT);
        assertThat(other.admin().port()).isEqualTo(9464);

        refused(
                YAML.replace("publication: mach}", "publication: mach, log-budget: 10 gigs}"),
                "database.log-budget",
                "is '10 gigs': write a number and kB, MB, GB or TB");
        refused(
                YAML.replace("publication: mach}", "publication: mach, when-spent: panic}"),
                "database.when-spent",
                "is 'panic': alarm or drop-slot");
        refused(YAML + "admin: {port: 70000}\n", "admin", "port is 70000");
        refused(YAML + "admin: {token: short}\n", "admin", "16 characters or more");
    }

    @Test
    void a_command_to_a_running_agent_needs_none_of_its_secrets() throws IOException {
        var file = Files.writeString(
                directory.resolve("agent.yaml"), YAML.replace("db-secret", "\"${env:NOT_SET_ANYWHERE}\""));

        var target = ConfigFile.read(file, AdminTarget.class);

        assertThat(target).isEqualTo(new AdminTarget("moj.civil", AdminConfig.standard()));
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

package vn.mach.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.mach.connection.ConfigFile;
import vn.mach.connection.IllegalConfiguration;
import vn.mach.connection.Secret;

class AgentConfigTest {
    private static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private static final String YAML = """
            agent: moj.civil
            kafka: {bootstrap: "127.0.0.1:9092", user: mach.agent.moj.civil, password: "${file:kafka}"}
            schema-registry: {url: "http://127.0.0.1:8081/apis/ccompat/v7"}
            database:
              {host: 127.0.0.1, port: 5432, name: civil, user: mach_agent, password: "${file:database}", slot: mach_civil, publication: mach}
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
        var hashing = YAML.replace("full_name: name}", "full_name: name}, hash: [full_name]")
                + "hash-key: \"${file:hash}\"\n";

        assertThat(read(hashing).hashKey()).isNotNull();
        assertThat(read(hashing).toString()).contains("***").doesNotContain("-word", KEY);
    }

    @Test
    void a_wrong_file_is_refused_in_one_line_that_names_the_place() {
        refused(
                YAML.replace("agent: moj.civil", "agent: civil"),
                "agent 'civil' is not allowed: write <agency>.<name>");
        refused(YAML.replace("slot: mach_civil", "slot: Mach-Civil"), "database", "slot is 'Mach-Civil'");
        refused(YAML.replace("slot: mach_civil, ", ""), "database", "slot is missing");
        refused(YAML.replace("port: 5432", "port: 0"), "database", "port is 0");
        refused(YAML.replace("public.person", "person"), "tables", "write <schema>.<table>");
        refused(YAML + "tabels: []\n", "tabels", "unknown key");
        refused(YAML.replace("password: \"${file:database}\", ", ""), "database", "password is missing");
        refused(YAML.replace("{full_name: name}", "{full_name: 'a b'}"), "tables", "column of field full_name");
        refused(YAML + "  - {table: public.person, dataset: other}\n", "twice");
        refused(YAML.replace("dataset: person", "dataset: person, colums: {}"), "tables[0].colums: unknown key");
        refused(YAML.replace("slot: mach_civil", "slot: mach_civil, slott: s"), "database.slott: unknown key");
        refused(YAML.replace("\"${file:database}\"", "hunter2"), "database.password", "${env:NAME}", "${file:PATH}");
    }

    @Test
    void what_is_hashed_needs_a_key_that_is_one() {
        var hashing = YAML.replace("full_name: name}", "full_name: name}, hash: [full_name]");

        refused(hashing, "hash-key is missing", "public.person hashes [full_name]");
        refused(hashing + "hash-key: \"${file:short}\"\n", "hash-key", "32 or more characters");
        refused(hashing + "hash-key: \"${file:database}\"\n", "hash-key", "hexadecimal or base64url");
        refused(hashing.replace("[full_name]", "[a, a]"), "tables", "name each field once");
    }

    @Test
    void a_dba_has_at_most_25_things_to_decide() {
        var knobs = knobs("", AgentConfig.class);
        System.out.println(knobs.size() + " knobs: " + String.join(", ", knobs));

        assertThat(knobs).hasSizeLessThanOrEqualTo(25).contains("kafka.bootstrap", "tables[].hash", "hash-key");
    }

    /** The paths of all values that the YAML can have: what is no record of ours, or is written as one text. */
    private static List<String> knobs(String path, Class<?> type) {
        var knobs = new ArrayList<String>();
        for (var component : type.getRecordComponents()) {
            var name = path + PropertyNamingStrategies.KebabCaseStrategy.INSTANCE.translate(component.getName());
            if (isSection(component.getType())) {
                knobs.addAll(knobs(name + ".", component.getType()));
            } else if (component.getGenericType() instanceof ParameterizedType list
                    && list.getActualTypeArguments()[0] instanceof Class<?> element
                    && isSection(element)) {
                knobs.addAll(knobs(name + "[].", element));
            } else {
                knobs.add(name);
            }
        }
        return knobs;
    }

    private static boolean isSection(Class<?> type) {
        var writtenAsText = Stream.of(type.getDeclaredConstructors(), type.getDeclaredMethods())
                .flatMap(Stream::of)
                .anyMatch(member -> member.isAnnotationPresent(JsonCreator.class));
        return type.isRecord() && type != Secret.class && !writtenAsText;
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
        var token = Files.writeString(directory.resolve("token"), "short");
        refused(YAML + "admin: {token: \"${file:" + token + "}\"}\n", "admin", "16 characters or more");
    }

    @Test
    void a_command_to_a_running_agent_needs_none_of_its_secrets() throws IOException {
        var file = Files.writeString(
                directory.resolve("agent.yaml"), YAML.replace("db-secret", "\"${env:NOT_SET_ANYWHERE}\""));

        var target = ConfigFile.read(file, AdminTarget.class);

        assertThat(target).isEqualTo(new AdminTarget("moj.civil", AdminConfig.standard()));
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
        Files.writeString(directory.resolve("kafka"), "kafka-word");
        Files.writeString(directory.resolve("database"), "database-word");
        Files.writeString(directory.resolve("hash"), KEY);
        Files.writeString(directory.resolve("short"), "0123456789");
        return ConfigFile.read(Files.writeString(directory.resolve("agent.yaml"), yaml), AgentConfig.class);
    }
}

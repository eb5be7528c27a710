package vn.mach.sandbox.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.mach.sandbox.host.Home;

/** The manifests of k8s/base, held against the components they start. */
class DeploymentIT {
    private static final Path BASE = Home.find().directory().resolve("k8s/base");
    private static final Pattern SECRET = Pattern.compile("- name: ([A-Z_]+)\\s+valueFrom:\\s+secretKeyRef:");
    private static final Pattern MAIN = Pattern.compile("command: \\[.*\\b(vn\\.mach\\.[a-z.]+\\.[A-Z]\\w+)]");

    @ParameterizedTest
    @CsvSource({
        "registry-api, registry-api,      vn.mach.registry.RegistryConfig",
        "router,       streams-processor, vn.mach.router.RouterConfig",
        "agent-gso,    cdc-agents,        vn.mach.agent.config.AgentConfig"
    })
    void a_component_accepts_its_configuration_with_the_secrets_its_manifest_gives(
            String workload, String module, String record) throws Exception {
        var manifest = Files.readString(BASE.resolve(workload + ".yaml"));
        var main = MAIN.matcher(manifest).results().map(it -> it.group(1)).toList();
        assertThat(main).hasSize(1);
        var builder = new ProcessBuilder(
                        Home.java(),
                        "-cp",
                        testClasses() + File.pathSeparator + Home.find().classPath(module),
                        ReadConfiguration.class.getName(),
                        record,
                        configuration(workload).toString(),
                        main.get(0))
                .redirectErrorStream(true);
        builder.environment().clear();
        secrets(manifest).forEach(name -> builder.environment().put(name, "a secret of 16 characters or more"));

        var process = builder.start();

        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains(record.substring(record.lastIndexOf('.') + 1) + "[");
    }

    @Test
    void no_configuration_is_left_unchecked() throws IOException {
        try (var files = Files.list(BASE.resolve("config"))) {
            assertThat(files)
                    .containsExactlyInAnyOrder(
                            configuration("registry-api"), configuration("router"), configuration("agent-gso"));
        }
    }

    private static List<String> secrets(String manifest) {
        return SECRET.matcher(manifest).results().map(it -> it.group(1)).toList();
    }

    private static Path configuration(String workload) {
        return BASE.resolve("config").resolve(workload + ".yaml");
    }

    private static Path testClasses() {
        return Home.find().directory().resolve("sandbox/target/test-classes");
    }
}

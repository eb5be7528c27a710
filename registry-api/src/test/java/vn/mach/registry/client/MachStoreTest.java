package vn.mach.registry.client;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.registry.PersonApi.ID_AND_PROVINCE;
import static vn.mach.registry.PersonApi.ok;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.mach.registry.PersonApi;
import vn.mach.registry.http.TestClient;
import vn.mach.registry.json.Json;

/** The command line against a served registry on a real database. */
class MachStoreTest {
    private static final String VIEW = "moj.person.everywhere";

    private final PersonApi api = new PersonApi();

    @TempDir
    private Path directory;

    /** What a command left behind. */
    private record Ran(int exit, String out, String err) {}

    @BeforeEach
    void aView() {
        api.view("everywhere", "", "", ID_AND_PROVINCE);
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private Ran mach(TestClient who, String... args) {
        return mach(environment(who), "", args);
    }

    private static Ran mach(Map<String, String> environment, String in, String... args) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        int exit = MachMain.commands(
                        environment,
                        new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .execute(args);
        return new Ran(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    private static Map<String, String> environment(TestClient who) {
        var environment = new HashMap<String, String>();
        environment.put("MACH_API", "http://127.0.0.1:" + who.port());
        environment.put("MACH_TOKEN", who.authorization().replaceFirst("Bearer ", ""));
        return environment;
    }

    private static void refused(Ran ran, int exit, String... words) {
        assertThat(ran.exit()).as(ran.err()).isEqualTo(exit);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err().lines()).hasSize(1);
        assertThat(ran.err()).startsWith("mach: ").contains(words);
    }

    private String requested() {
        var request = PersonApi.request(VIEW, "hue", "2026-12-31");
        return ok(api.hue().post("/api/v1/requests", request)).get("id").asText();
    }

    @Test
    void what_there_is_stands_in_tables() {
        var agencies = mach(api.operator(), "agencies");

        assertThat(agencies.exit()).as(agencies.err()).isZero();
        assertThat(agencies.out().lines())
                .containsExactly("slug   level  name", "hanoi  other  hanoi", "hue    other  hue", "moj    other  moj");
        assertThat(mach(api.operator(), "datasets").out())
                .contains("moj.person")
                .contains("Decree 278/2025");
        assertThat(mach(api.operator(), "views").out().lines().toList().get(1)).startsWith(VIEW + "  shared   open");
        assertThat(mach(api.operator(), "views", VIEW).out()).contains("sharing: shared", "key: id");
        assertThat(mach(api.operator(), "agencies", "--level", "province").out())
                .isEqualTo("slug  level  name\n");
    }

    @Test
    void json_is_what_the_api_answers() {
        var requested = requested();

        var requests = Json.tree(mach(api.operator(), "requests", "--json").out());

        assertThat(requests).isEqualTo(TestClient.json(api.operator().get("/api/v1/requests")));
        assertThat(requests.get(0).get("id").asText()).isEqualTo(requested);
    }

    @Test
    void a_request_is_approved_by_two_and_its_grant_revoked() {
        var id = requested();

        refused(mach(api.hue(), "approve", id), 1, "role-missing", "has to do it");
        assertThat(mach(api.moj(), "approve", id).out()).contains("waitsFor: operator");
        assertThat(mach(api.operator(), "approve", id).out()).contains("state: approved", "grantState: active");
        var grants = Json.tree(mach(api.operator(), "grants", "--json").out());
        var revoked = mach(api.operator(), "revoke", grants.get(0).get("id").asText(), "no longer needed");

        assertThat(revoked.exit()).as(revoked.err()).isZero();
        assertThat(revoked.out()).contains("state: revoked", "reason: no longer needed", "tookMillis: ");
        assertThat(mach(api.operator(), "grants").out()).contains("revoked").contains("hue.reader");
    }

    @Test
    void a_request_is_rejected_with_a_reason_and_once() {
        var id = requested();

        assertThat(mach(api.operator(), "reject", id, "not needed").out()).contains("state: rejected");
        refused(mach(api.operator(), "reject", id, "again"), 1, "rejected");
    }

    @Test
    void a_declaration_is_planned_and_applied_and_what_differs_is_an_exit_code() throws IOException {
        var file = directory.resolve("country.yaml").toString();
        assertThat(mach(api.operator(), "export", "-o", file).exit()).isZero();
        var yaml = Files.readString(Path.of(file));
        assertThat(yaml).isEqualTo(mach(api.operator(), "export").out());
        assertThat(mach(api.operator(), "plan", file, "--exit-code")).isEqualTo(new Ran(0, "nothing differs\n", ""));

        Files.writeString(Path.of(file), yaml.replace("condition: \"\"", "condition: \"id = '7'\""));

        assertThat(mach(api.operator(), "plan", file, "--exit-code")).isEqualTo(new Ran(1, """
                ~ view moj.person.everywhere  (views[0])
                    condition: nothing → id = '7'
                0 to create, 1 to change, 0 to delete
                """, ""));
        assertThat(mach(api.operator(), "plan", file).exit()).isZero();
        assertThat(mach(api.operator(), "apply", file).out()).endsWith("0 create, 1 change, 0 delete: applied\n");
        assertThat(mach(environment(api.operator()), Files.readString(Path.of(file)), "plan", "-")
                        .out())
                .isEqualTo("nothing differs\n");
        refused(mach(environment(api.operator()), "agencies: []", "apply", "-"), 1, "declaration-refused", "merger");
        refused(mach(api.operator(), "plan", directory.resolve("none.yaml").toString()), 2, "there is no file");
    }

    @Test
    void a_log_is_verified_from_the_registry_and_from_a_file() throws IOException {
        var url = "http://127.0.0.1:" + api.operator().port() + "/api/v1/audit/export";
        var held = mach(api.operator(), "audit", "verify", url);
        assertThat(held.exit()).as(held.err()).isZero();
        assertThat(held.out()).contains("entries hold");

        var file = directory.resolve("audit.ndjson");
        Files.writeString(
                file, api.operator().get("/api/v1/audit/export").body().replace("person", "parson"));
        assertThat(mach(api.operator(), "audit", "verify", file.toString()).exit())
                .isEqualTo(1);
        var anchor = held.out().lines().toList().get(1).split(" ");
        assertThat(mach(api.operator(), "audit", "verify", url, anchor[0], anchor[1])
                        .exit())
                .isZero();
    }

    @Test
    void what_cannot_be_asked_is_one_line_that_says_what_to_do() throws IOException {
        var nobody = Map.of("MACH_API", "http://127.0.0.1:" + api.operator().port());
        refused(mach(nobody, "", "agencies"), 1, "unauthenticated", "MACH_TOKEN");
        refused(mach(api.operator(), "views", "no.such.view"), 1, "not-found");
        refused(mach(api.operator(), "agencies", "--levle"), 2, "--levle", "--help");
        refused(mach(api.operator(), "conquer"), 2, "conquer", "--help");
        refused(mach(api.operator(), "revoke", "x"), 2, "REASON");
        refused(mach(Map.of("MACH_API", "no address"), "", "agencies"), 2, "MACH_API");
        refused(mach(Map.of("MACH_TOKEN", "a\nb"), "", "agencies"), 2, "MACH_TOKEN");
        refused(mach(Map.of(), "", "agencies", "--api", "http://127.0.0.1:" + freePort()), 2, "does not answer");
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    @Test
    void a_shell_is_told_every_command() {
        var script = mach(Map.of(), "", "completion").out();

        assertThat(script).contains("complete -F _complete_mach", "agencies", "approve", "--exit-code", "statistics");
    }
}

package vn.mach.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.apache.avro.SchemaBuilder;
import vn.mach.registry.http.HttpConfig;
import vn.mach.registry.http.RegistryHttp;
import vn.mach.registry.http.TestClient;
import vn.mach.registry.http.TestIssuer;
import vn.mach.registry.http.TokenVerifier;
import vn.mach.registry.json.Json;

/** The service over a fresh database, with one dataset ({@code moj.person}), its people, and the accounts of two provinces. */
public final class PersonApi implements AutoCloseable {
    public static final String ID_AND_PROVINCE = "[{\"column\":\"id\"},{\"column\":\"province_code\"}]";
    public static final String NAMES = "[{\"column\":\"id\"},{\"column\":\"name\"}]";

    public final Country country = new Country();
    private final TestIssuer issuer = new TestIssuer();
    private final RegistryHttp server = RegistryHttp.start(
            new HttpConfig("127.0.0.1", 0),
            TokenVerifier.of(issuer.identity(), country.agencies::answersFor),
            country.audit,
            country.routes());

    public PersonApi() {
        TestAgencies.enrol(country, "moj", "hanoi", "hue");
        ok(moj().post("/api/v1/agencies/moj/datasets", dataset()));
        ok(hanoi().post("/api/v1/agencies/hanoi/accounts", "{\"name\":\"reader\"}"));
        ok(hue().post("/api/v1/agencies/hue/accounts", "{\"name\":\"reader\"}"));
    }

    private static String dataset() {
        var row = SchemaBuilder.record("Row")
                .namespace("mach.moj.person")
                .fields()
                .requiredString("id")
                .optionalString("name")
                .requiredString("province_code")
                .endRecord();
        var body = Json.MAPPER.createObjectNode().put("slug", "person").put("legalBasis", "Decree 278/2025");
        body.putObject("title").put("vi", "Người").put("en", "Person");
        body.set("contract", Json.tree(row.toString()));
        body.putArray("key").add("id");
        body.putObject("classification")
                .put("id", "basic")
                .put("name", "personal")
                .put("province_code", "basic");
        return body.toString();
    }

    public TestClient as(String subject, String agency, String... roles) {
        return TestClient.bearer(server.port(), issuer.token(subject, agency, roles));
    }

    public TestClient operator() {
        return as("op", "mic", "operator");
    }

    public TestClient moj() {
        return as("moj-steward", "moj", "steward");
    }

    public TestClient hanoi() {
        return as("hanoi-member", "hanoi", "member");
    }

    public TestClient hue() {
        return as("hue-member", "hue", "member");
    }

    /** @param subscriber empty for a shared view */
    public void view(String slug, String subscriber, String condition, String columns) {
        var body = Json.MAPPER.createObjectNode().put("slug", slug).put("condition", condition);
        body.set("columns", Json.tree(columns));
        if (!subscriber.isEmpty()) {
            body.put("subscriber", subscriber);
        }
        ok(moj().post("/api/v1/datasets/moj/person/views", body.toString()));
    }

    public static String request(String view, String agency, String until) {
        return Json.text(Map.of(
                "view",
                view,
                "account",
                agency + ".reader",
                "purpose",
                "residence checks",
                "legalBasis",
                "Decree 278/2025, article 5",
                "until",
                until,
                "contact",
                "data@example.vn"));
    }

    /** The id of the grant that both approved. */
    public String granted(String view, TestClient member, String agency) {
        var id = ok(member.post("/api/v1/requests", request(view, agency, "2026-12-31")))
                .get("id")
                .asText();
        return approved(id).get("grant").asText();
    }

    public JsonNode approved(String request) {
        ok(moj().post("/api/v1/requests/" + request + "/approve", "{}"));
        return ok(operator().post("/api/v1/requests/" + request + "/approve", "{}"));
    }

    public static JsonNode ok(HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isIn(200, 201);
        return TestClient.json(response);
    }

    public static void refused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        assertThat(TestClient.json(response).get("code").asText()).isEqualTo(code);
    }

    /** A POST with headers, given as name and value in turn. */
    public static HttpResponse<String> post(TestClient who, String path, String body, String... headers) {
        return who.send(
                HttpRequest.newBuilder().headers(headers).POST(HttpRequest.BodyPublishers.ofString(body)), path);
    }

    public static List<String> texts(JsonNode list, String field) {
        return list.findValuesAsText(field);
    }

    @Override
    public void close() {
        server.close();
        issuer.close();
    }
}

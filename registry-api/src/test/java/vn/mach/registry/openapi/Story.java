package vn.mach.registry.openapi;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import vn.mach.registry.ServedCountry;
import vn.mach.registry.http.TestClient;

/** A run through the API that calls every operation which needs no Kafka, with the bodies of its examples. */
final class Story {
    private static final String VIEW = "moj.person.provinces";
    private static final String SUBJECT = "view." + VIEW + "-value";

    private final ServedCountry api;
    private final TestClient nobody;
    private final TestClient operator;
    private final TestClient moj;
    private final TestClient hanoi;
    private final Described call;

    Story(ServedCountry api) {
        this.api = api;
        nobody = new TestClient(api.port(), "");
        operator = api.operator();
        moj = api.as("moj-steward", "moj", "steward");
        hanoi = api.as("hanoi-member", "hanoi", "member");
        call = new Described(new Description(nobody.get("/api/v1/openapi.yaml").body()));
    }

    /** The operations that were answered as a success, as described. */
    Set<String> answered() {
        return call.answered();
    }

    /** Every secret that was shown. */
    List<String> secrets() {
        return call.secrets();
    }

    void run() {
        agenciesAndDatasets();
        var secret = accounts();
        agents();
        var grant = requests();
        schemas(secret);
        grants(grant);
        platforms();
        figures();
    }

    private void agenciesAndDatasets() {
        call.ok(nobody, "GET /health");
        call.ok(nobody, "GET /api/v1/openapi.yaml");
        call.ok(operator, "POST /api/v1/agencies");
        call.ok(operator, "POST /api/v1/agencies/import");
        call.ok(hanoi, "GET /api/v1/agencies", "?level=province&limit=2");
        call.ok(hanoi, "GET /api/v1/agencies/{agency}", "moj");
        call.ok(moj, "POST /api/v1/agencies/{agency}/datasets", "moj");
        call.ok(hanoi, "GET /api/v1/datasets");
        call.ok(moj, "GET /api/v1/datasets/{agency}/{dataset}", "moj", "person");
        call.ok(moj, "POST /api/v1/views/try");
        call.ok(moj, "POST /api/v1/datasets/{agency}/{dataset}/views", "moj", "person");
        call.ok(hanoi, "GET /api/v1/views");
        call.ok(hanoi, "GET /api/v1/views/{agency}/{dataset}/{view}", "moj", "person", "provinces");
        call.ok(moj, "PUT /api/v1/views/{agency}/{dataset}/{view}", "moj", "person", "provinces");
        var change = "POST /api/v1/datasets/{agency}/{dataset}/contract";
        call.ok(moj, change, "moj", "person", "?dry-run=true");
        call.ok(moj, change, "moj", "person");
    }

    private String accounts() {
        var one = "/api/v1/agencies/{agency}/accounts/{name}";
        call.ok(hanoi, "POST /api/v1/agencies/{agency}/accounts", "hanoi");
        call.ok(operator, "PUT " + one + "/quota", "hanoi", "reader");
        call.ok(hanoi, "POST " + one + "/disable", "hanoi", "reader");
        call.ok(hanoi, "POST " + one + "/enable", "hanoi", "reader");
        var secret = call.ok(hanoi, "POST " + one + "/rotate", "hanoi", "reader")
                .get("secret")
                .asText();
        call.ok(hanoi, "GET /api/v1/agencies/{agency}/accounts", "hanoi");
        return secret;
    }

    private void agents() {
        call.ok(moj, "POST /api/v1/agencies/{agency}/agents", "moj");
        call.ok(moj, "GET /api/v1/agencies/{agency}/agents", "moj");
        call.ok(moj, "POST /api/v1/agencies/{agency}/agents/{name}/rotate", "moj", "capture");
        call.ok(moj, "GET /api/v1/agents");
        call.ok(moj, "GET /api/v1/agents/{agent}", "moj.capture");
        call.ok(moj, "GET /api/v1/gaps");
    }

    private String requests() {
        var submit = "POST /api/v1/requests";
        var rejected = call.ok(hanoi, submit).get("id").asText();
        call.ok(moj, "POST /api/v1/requests/{id}/reject", rejected);
        var asked = call.ok(hanoi, submit).get("id").asText();
        call.ok(hanoi, "GET /api/v1/requests");
        call.ok(moj, "GET /api/v1/requests/{id}", asked);
        call.ok(moj, "POST /api/v1/requests/{id}/approve", asked);
        var approved = call.ok(operator, "POST /api/v1/requests/{id}/approve", asked);
        call.ok(moj, "GET /api/v1/requests/figures");
        call.ok(hanoi, "GET /api/v1/legal-bases");
        return approved.get("grant").asText();
    }

    private void schemas(String secret) {
        api.country.database.run(tx -> tx.execute("INSERT INTO known_schemas VALUES (?, 1, 7, '\"string\"')", SUBJECT));
        var pair = ("hanoi.reader:" + secret).getBytes(StandardCharsets.UTF_8);
        var reader = new TestClient(api.port(), "Basic " + Base64.getEncoder().encodeToString(pair));
        call.ok(reader, "GET /schema-registry/subjects");
        call.ok(reader, "GET /schema-registry/subjects/{subject}/versions", SUBJECT);
        call.ok(reader, "GET /schema-registry/subjects/{subject}/versions/{version}", SUBJECT, "latest");
        call.ok(reader, "GET /schema-registry/schemas/ids/{id}", "7");
        call.ok(reader, "GET /schema-registry/schemas/ids/{id}/versions", "7");
        call.ok(reader, "POST /schema-registry/subjects/{subject}", SUBJECT);
        call.refused(404, reader, "GET /schema-registry/schemas/ids/{id}", "8");
        call.refused(401, nobody, "GET /schema-registry/subjects");
    }

    private void grants(String grant) {
        var one = "/api/v1/grants/{id}";
        call.ok(hanoi, "GET /api/v1/grants");
        call.ok(hanoi, "GET " + one, grant);
        call.ok(moj, "GET /api/v1/grants/recertification", "?within=P2Y");
        call.ok(moj, "POST " + one + "/certify", grant);
        var renewal = call.ok(hanoi, "POST " + one + "/renew", grant).get("id").asText();
        call.ok(hanoi, "POST /api/v1/requests/{id}/withdraw", renewal);
        call.ok(moj, "POST /api/v1/views/{agency}/{dataset}/{view}/suspend", "moj", "person", "provinces");
        call.ok(moj, "POST " + one + "/resume", grant);
        call.ok(moj, "POST " + one + "/suspend", grant);
        call.ok(moj, "POST " + one + "/resume", grant);
        call.ok(hanoi, "GET " + one + "/consumption", grant);
        call.ok(operator, "POST " + one + "/revoke", grant);
        call.refused(409, operator, "POST " + one + "/resume", grant);
        call.refused(403, hanoi, "POST " + one + "/revoke", grant);
        call.refused(404, api.as("hue", "hue", "member"), "GET " + one, grant);
        call.refused(401, nobody, "GET " + one, grant);
        call.ok(moj, "POST /api/v1/views/{agency}/{dataset}/{view}/retire", "moj", "person", "provinces");
    }

    private void platforms() {
        var one = "/api/v1/platforms/{agency}";
        call.ok(operator, "POST /api/v1/platforms");
        call.ok(operator, "POST /api/v1/platforms/import");
        call.ok(operator, "GET /api/v1/platforms");
        call.ok(operator, "GET " + one, "lamdong");
        call.ok(operator, "GET " + one + "/agent.yaml", "lamdong");
        call.ok(operator, "POST " + one + "/connect", "lamdong");
        call.ok(operator, "PUT " + one + "/quotas", "lamdong");
        call.ok(operator, "POST " + one + "/suspend", "lamdong");
        call.ok(operator, "POST " + one + "/resume", "lamdong");
        call.ok(operator, "POST " + one + "/promote", "lamdong");
        call.ok(operator, "POST " + one + "/retire", "lamdong");
        call.ok(operator, "POST /api/v1/agencies/mergers");
    }

    private void figures() {
        call.ok(moj, "GET /api/v1/coverage");
        call.ok(moj, "GET /api/v1/coverage/history", "?every=year&from=2020-01-01");
        call.ok(moj, "GET /api/v1/statistics/views");
        call.ok(moj, "GET /api/v1/statistics/transactions", "?of=pair");
        call.ok(nobody, "GET /api/v1/public/statistics");
        call.ok(operator, "GET /api/v1/audit");
        call.ok(operator, "GET /api/v1/export");
        call.ok(operator, "POST /api/v1/plan");
        call.ok(operator, "POST /api/v1/apply");
        call.ok(api.as("inspector", "inspectorate", "auditor"), "GET /api/v1/audit/export");
    }
}

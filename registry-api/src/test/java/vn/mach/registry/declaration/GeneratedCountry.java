package vn.mach.registry.declaration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import vn.mach.registry.ServedCountry;
import vn.mach.registry.http.TestClient;
import vn.mach.registry.json.Json;

/** Agencies, datasets, views and grants as people would make them over HTTP, with texts that YAML takes for other things. */
final class GeneratedCountry {
    private static final List<String> NAMES = List.of(
            "Bộ Tư pháp",
            "no",
            "1.0",
            "- a: b # c",
            "\"quoted\" 'twice'",
            "0x1F",
            "~",
            "2026-01-01",
            "a\nb",
            "👩🏽‍🌾 {x}");
    private static final List<String> TYPES = List.of(
            "\"string\"",
            "[\"null\",\"string\"]",
            "\"long\"",
            "[\"null\",\"int\"]",
            "\"boolean\"",
            "{\"type\":\"int\",\"logicalType\":\"date\"}",
            "{\"type\":\"enum\",\"name\":\"Enum%d\",\"symbols\":[\"YES\",\"NO\"]}",
            "{\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":10,\"scale\":2}");
    private static final List<String> CLASSES =
            List.of("basic", "basic", "basic", "personal", "sensitive", "identifier");
    private static final List<String> RULES = List.of(
            "{}",
            "{\"rule\":\"keep\"}",
            "{\"rule\":\"withhold\"}",
            "{\"rule\":\"pseudonym\"}",
            "{\"rule\":\"hash\"}",
            "{\"rule\":\"mask\",\"keepFirst\":1}",
            "{\"rule\":\"constant\",\"value\":\"no\"}",
            "{\"rule\":\"round\",\"digits\":1}",
            "{\"rule\":\"truncate\",\"to\":\"year\"}");

    private final ServedCountry api;
    private final Random random;
    private final List<String> agencies = new ArrayList<>();
    private int views;
    private int grants;

    GeneratedCountry(ServedCountry api, Random random) {
        this.api = api;
        this.random = random;
        for (int i = 0, count = 2 + random.nextInt(3); i < count; i++) {
            agency("agency-" + i, i);
        }
        for (var agency : agencies) {
            for (int i = 0, count = random.nextInt(3); i < count; i++) {
                dataset(agency, "data-" + i);
            }
        }
    }

    int views() {
        return views;
    }

    int grants() {
        return grants;
    }

    private void agency(String slug, int number) {
        var body = Json.MAPPER.createObjectNode().put("slug", slug).put("name", any(NAMES));
        body.put("level", any(List.of("ministry", "province", "other")));
        if (random.nextBoolean()) {
            body.putArray("codes")
                    .addObject()
                    .put("code", "G" + number)
                    .put("validFrom", "2021-01-01")
                    .put("validTo", random.nextBoolean() ? null : "2030-12-31");
        }
        must(api.operator().post("/api/v1/agencies", body.toString()));
        must(member(slug).post("/api/v1/agencies/" + slug + "/accounts", "{\"name\":\"reader\"}"));
        agencies.add(slug);
    }

    private void dataset(String agency, String slug) {
        var body = Json.MAPPER.createObjectNode().put("slug", slug).put("legalBasis", any(NAMES));
        body.putObject("title").put("vi", any(NAMES)).put("en", any(NAMES));
        if (random.nextBoolean()) {
            body.put("steward", any(NAMES)).put("refresh", "P1D").put("partitions", 1 + random.nextInt(9));
        }
        body.putArray("key").add("id");
        var contract = body.putObject("contract")
                .put("type", "record")
                .put("name", "Row")
                .put("namespace", "mach." + (agency + "." + slug).replace('-', '_'));
        var fields = contract.putArray("fields");
        var classes = body.putObject("classification").put("id", random.nextInt(4) == 0 ? "identifier" : "basic");
        fields.addObject().put("name", "id").put("type", "string");
        for (int i = 0, count = 1 + random.nextInt(6); i < count; i++) {
            fields.addObject()
                    .put("name", "c" + i)
                    .set("type", Json.tree(any(TYPES).formatted(i)));
            classes.put("c" + i, any(CLASSES));
        }
        must(steward(agency).post("/api/v1/agencies/" + agency + "/datasets", body.toString()));
        for (int i = 0; i < 4; i++) {
            view(agency, slug, "view-" + i, classes);
        }
    }

    /** Tried for one subscriber, then for all: what the rules refuse is not there. */
    private void view(String agency, String dataset, String slug, ObjectNode classes) {
        var body = Json.MAPPER.createObjectNode().put("slug", slug);
        body.put("condition", any(List.of("", "id = 'no'", "id LIKE 'a%' OR c0 IS NULL")));
        var columns = body.putArray("columns");
        columns.addObject().put("column", "id");
        var sensitive = body.putArray("sensitive");
        classes.fieldNames().forEachRemaining(column -> {
            if (!column.equals("id") && random.nextBoolean()) {
                var rule = (ObjectNode) Json.tree(any(RULES));
                columns.add(rule.put("column", column));
                if (classes.get(column).asText().equals("sensitive")) {
                    sensitive.add(column);
                }
            }
        });
        if (random.nextBoolean()) {
            body.putObject("title").put("vi", any(NAMES)).put("en", any(NAMES));
        }
        var audience = any(agencies);
        var path = "/api/v1/datasets/" + agency + "/" + dataset + "/views";
        var answer = steward(agency)
                .post(path, body.deepCopy().put("subscriber", audience).toString());
        if (answer.statusCode() == 400) {
            answer = steward(agency).post(path, body.toString());
        }
        if (answer.statusCode() == 201) {
            views++;
            grant(agency, agency + "." + dataset + "." + slug, audience);
        }
    }

    private void grant(String owner, String view, String reader) {
        if (random.nextInt(3) == 0) {
            return;
        }
        var request = must(member(reader)
                .post(
                        "/api/v1/requests",
                        Json.text(Map.of(
                                "view",
                                view,
                                "account",
                                reader + ".reader",
                                "purpose",
                                any(NAMES),
                                "legalBasis",
                                "Decree 278/2025, article 5",
                                "until",
                                "2026-12-" + (10 + random.nextInt(20)),
                                "contact",
                                "data@example.vn"))));
        var approve = "/api/v1/requests/" + request.get("id").asText() + "/approve";
        must(steward(owner).post(approve, "{}"));
        var grant = "/api/v1/grants/"
                + must(api.operator().post(approve, "{}")).get("grant").asText();
        int fate = random.nextInt(6);
        if (fate < 2) {
            must(api.operator().post(grant + (fate == 0 ? "/suspend" : "/revoke"), "{\"reason\":\"as drawn\"}"));
        }
        grants++;
    }

    private TestClient steward(String agency) {
        return api.as(agency + "-steward", agency, "steward");
    }

    private TestClient member(String agency) {
        return api.as(agency + "-member", agency, "member");
    }

    private static JsonNode must(HttpResponse<String> answer) {
        return ServedCountry.done(answer);
    }

    private <T> T any(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}

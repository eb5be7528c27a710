package vn.mach.sandbox.proof;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.naming.Topics;

/** Every schema there is, asked for by subject and by id at the registry's schema endpoint as the subscriber. */
final class ForeignSchemas {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String OTHERS = "schemas of datasets and of views of others, by subject";
    private static final String BY_ID = "schemas by id: own only";

    private final SchemaRegistryConnection all;
    private final SchemaRegistryConnection guarded;
    private final Set<String> own = new TreeSet<>();
    private final Findings findings;

    /**
     * @param all the schema registry itself
     * @param guarded the endpoint, with the subscriber's credentials
     */
    ForeignSchemas(
            SchemaRegistryConnection all, SchemaRegistryConnection guarded, Set<String> ownTopics, Findings findings) {
        this.all = all;
        this.guarded = guarded;
        this.findings = findings;
        for (var topic : ownTopics) {
            own.add(Topics.keySubject(topic));
            own.add(Topics.valueSubject(topic));
        }
    }

    void tryAll() {
        var listed = texts(json(get(guarded, "/subjects")));
        findings.holds(
                "subjects listed: own only",
                listed + " is not " + own,
                Set.copyOf(listed).equals(own));
        var ids = new TreeSet<Integer>();
        var ownSchemas = new HashSet<Schema>();
        for (var subject : texts(json(get(all, "/subjects")))) {
            var known = json(get(all, "/subjects/" + subject + "/versions/latest"));
            ids.add(known.path("id").asInt());
            if (own.contains(subject)) {
                ownSchemas.addAll(ownVersions(subject));
            } else {
                tryForeign(subject, known.path("schema").asText());
            }
        }
        for (int id = 0; id <= ids.last() + 3; id++) {
            tryId(id, ownSchemas);
        }
        for (var path : List.of(
                "/schemas",
                "/schemas/types",
                "/config",
                "/mode",
                "/contexts",
                "/exporters",
                "/schemas/ids/1/schema",
                "/subjects?deleted=true&subjectPrefix=data",
                "/subjects/../subjects",
                "/schemas/ids/-1")) {
            findings.silent("other paths of the schema endpoint", path, () -> get(guarded, path)
                    .body());
        }
    }

    private List<Schema> ownVersions(String subject) {
        var schemas = new ArrayList<Schema>();
        for (var version : json(get(guarded, "/subjects/" + subject + "/versions"))) {
            var schema = json(get(guarded, "/subjects/" + subject + "/versions/" + version))
                    .path("schema")
                    .asText();
            findings.searched("schemas of the own views", subject, schema);
            schemas.add(new Schema.Parser().parse(schema));
        }
        findings.holds("schemas of the own views", subject + " has none", !schemas.isEmpty());
        return schemas;
    }

    private void tryForeign(String subject, String schema) {
        for (var path : List.of("/versions", "/versions/latest", "/versions/1")) {
            refused(OTHERS, get(guarded, "/subjects/" + subject + path));
        }
        // Whoever guesses a schema must not be told that it is right.
        var guess = Map.of("schema", schema);
        var right = post("/subjects/" + subject, guess);
        var wrong = post("/subjects/view.no.such.view-value", guess);
        refused(OTHERS, right);
        findings.holds(
                "a right guess of a schema is answered as a wrong one",
                subject + ": " + right.body() + " and " + wrong.body(),
                right.statusCode() == wrong.statusCode() && right.body().equals(wrong.body()));
        refused("write schemas, own view's too", post("/subjects/" + subject + "/versions", guess));
        own.forEach(mine -> refused("write schemas, own view's too", post("/subjects/" + mine + "/versions", guess)));
    }

    private void tryId(int id, Set<Schema> ownSchemas) {
        var answer = get(guarded, "/schemas/ids/" + id);
        if (answer.statusCode() == 200) {
            var schema = new Schema.Parser().parse(json(answer).path("schema").asText());
            findings.holds(BY_ID, "id " + id + " is none of its own", ownSchemas.contains(schema));
        }
        findings.searched(BY_ID, "id " + id, answer.body());
        findings.silent("where an id is used: own only", "id " + id, () -> {
            var uses = get(guarded, "/schemas/ids/" + id + "/versions");
            if (uses.statusCode() == 200) {
                json(uses)
                        .forEach(use -> findings.holds(
                                "where an id is used: own only",
                                "id " + id + " in " + use,
                                own.contains(use.path("subject").asText())));
            }
            return uses.body();
        });
    }

    private void refused(String what, HttpResponse<String> answer) {
        var path = answer.request().uri().getPath();
        int status = answer.statusCode();
        findings.holds(what, path + " answered " + status, status >= 400 && status < 500);
        findings.searched(what, path, answer.body());
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(answer.request().uri() + " answers no JSON", e);
        }
    }

    private HttpResponse<String> post(String path, Map<String, String> body) {
        var json = BodyPublishers.ofString(JSON.valueToTree(body).toString());
        return send(request(guarded, path)
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(json)
                .build());
    }

    private static HttpResponse<String> get(SchemaRegistryConnection server, String path) {
        return send(request(server, path).build());
    }

    private static HttpRequest.Builder request(SchemaRegistryConnection server, String path) {
        var request = HttpRequest.newBuilder(URI.create(server.url() + path)).timeout(Duration.ofSeconds(10));
        if (server.user() != null) {
            var pair = server.user() + ":"
                    + Objects.requireNonNull(server.password()).value();
            var basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
            request.header("Authorization", "Basic " + basic);
        }
        return request;
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return HTTP.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException("no answer from " + request.uri(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}

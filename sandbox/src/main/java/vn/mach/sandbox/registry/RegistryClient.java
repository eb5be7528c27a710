package vn.mach.sandbox.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** One person's calls of the registry's API. Every refusal is an {@link ApiRefusal}. */
public final class RegistryClient {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private static final int NOT_FOUND = 404;

    private final URI api;
    private final String token;

    /** As the bearer of this token; {@code api} is the server's root. */
    public RegistryClient(URI api, String token) {
        this.api = api;
        this.token = token;
    }

    public JsonNode get(String path) {
        return send(request(path).GET().build());
    }

    /** Empty if there is no such thing, or none that this person may see. */
    public Optional<JsonNode> find(String path) {
        try {
            return Optional.of(get(path));
        } catch (ApiRefusal e) {
            if (e.status() == NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    public JsonNode post(String path, Map<String, ?> body) {
        return send("POST", path, body);
    }

    public JsonNode put(String path, Map<String, ?> body) {
        return send("PUT", path, body);
    }

    private JsonNode send(String method, String path, Map<String, ?> body) {
        try {
            var json = BodyPublishers.ofString(JSON.writeValueAsString(body));
            return send(request(path)
                    .header("Content-Type", "application/json")
                    .method(method, json)
                    .build());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps of plain values are always JSON", e);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(api.resolve("/api/v1" + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + token);
    }

    /** An answer that is no JSON. */
    public String text(String path) {
        return answer(request(path).GET().build());
    }

    private static JsonNode send(HttpRequest request) {
        try {
            return JSON.readTree(answer(request));
        } catch (JsonProcessingException e) {
            throw new ApiRefusal(request.uri().getPath(), 0, "the answer is no JSON: " + e.getOriginalMessage());
        }
    }

    private static String answer(HttpRequest request) {
        try {
            var response = HTTP.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new ApiRefusal(request.uri().getPath(), response.statusCode(), response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new ApiRefusal(request.uri().getPath(), 0, "no answer: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ApiRefusal(request.uri().getPath(), 0, "interrupted");
        }
    }
}

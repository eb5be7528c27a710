package vn.mach.registry.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.mach.registry.json.Json;

/** The registry over HTTP. What it refuses, and that it does not answer, is a {@link Failure}. */
final class Api {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    /** A revocation answers when Kafka has followed. */
    private static final Duration ANSWER = Duration.ofMinutes(2);

    private final String base;
    private final @Nullable String token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .build();

    /** @param base where the registry is, such as {@code https://registry.example.vn} */
    Api(String base, @Nullable String token) {
        this.base = base.replaceFirst("/+$", "");
        this.token = token;
    }

    JsonNode get(String path, Map<String, @Nullable String> query) {
        return json(send(request(path + text(query)).GET()));
    }

    String text(String path) {
        return send(request(path).GET()).body();
    }

    JsonNode post(String path, JsonNode body) {
        return json(send(request(path).POST(BodyPublishers.ofString(body.toString()))));
    }

    /** Posts YAML; with {@code state} only if it is still that. */
    HttpResponse<String> yaml(String path, byte[] yaml, @Nullable String state) {
        var request = request(path).header("Content-Type", "application/yaml").POST(BodyPublishers.ofByteArray(yaml));
        return send(state == null ? request : request.header("If-Match", state));
    }

    static JsonNode json(HttpResponse<String> answer) {
        try {
            return Json.MAPPER.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw Failure.unusable(
                    "what answers at " + answer.uri() + " is not the registry: correct MACH_API or --api");
        }
    }

    /** A part of a path. */
    static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private static String text(Map<String, @Nullable String> query) {
        var given = new TreeMap<String, String>();
        query.forEach((name, value) -> {
            if (value != null) {
                given.put(name, part(value));
            }
        });
        return given.isEmpty()
                ? ""
                : given.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .collect(Collectors.joining("&", "?", ""));
    }

    private HttpRequest.Builder request(String path) {
        try {
            var request =
                    HttpRequest.newBuilder(URI.create(base + "/api/v1" + path)).timeout(ANSWER);
            return token == null ? request : request.header("Authorization", "Bearer " + token);
        } catch (IllegalArgumentException e) {
            throw Failure.unusable(
                    "MACH_API or MACH_TOKEN cannot be used: give an address such as https://registry.example.vn,"
                            + " and a token without spaces and line ends");
        }
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 200 && answer.statusCode() < 300) {
                return answer;
            }
            throw Problems.of(answer);
        } catch (IOException e) {
            throw Failure.unusable("the registry at " + base + " does not answer ("
                    + e.getClass().getSimpleName() + "): start it, or correct MACH_API or --api");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Failure.unusable("interrupted");
        }
    }
}

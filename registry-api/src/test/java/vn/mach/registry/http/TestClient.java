package vn.mach.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import vn.mach.registry.json.Json;

/** Calls a server under test. */
public record TestClient(int port, String authorization) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    public static TestClient bearer(int port, String token) {
        return new TestClient(port, "Bearer " + token);
    }

    public HttpResponse<String> get(String path) {
        return send(HttpRequest.newBuilder().GET(), path);
    }

    public HttpResponse<String> post(String path, String body) {
        return send(HttpRequest.newBuilder().POST(HttpRequest.BodyPublishers.ofString(body)), path);
    }

    public HttpResponse<String> put(String path, String body) {
        return send(HttpRequest.newBuilder().PUT(HttpRequest.BodyPublishers.ofString(body)), path);
    }

    public HttpResponse<String> send(HttpRequest.Builder request, String path) {
        try {
            request.uri(URI.create("http://127.0.0.1:" + port + path));
            if (!authorization.isEmpty()) {
                request.header("Authorization", authorization);
            }
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public static JsonNode json(HttpResponse<String> response) {
        return Json.tree(response.body());
    }
}

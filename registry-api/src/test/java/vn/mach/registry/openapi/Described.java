package vn.mach.registry.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import vn.mach.registry.http.TestClient;

/** Calls operations with the bodies of their examples, and holds each answer against its description. */
final class Described {
    private final Description description;
    private final Set<String> answered = new TreeSet<>();
    private final List<String> secrets = new ArrayList<>();

    Described(Description description) {
        this.description = description;
    }

    /** The operations that were answered as a success, as described. */
    Set<String> answered() {
        return answered;
    }

    /** Every secret that was shown. */
    List<String> secrets() {
        return List.copyOf(secrets);
    }

    /** @param arguments for the names in braces, in turn; one more is a query */
    JsonNode ok(TestClient who, String operation, String... arguments) {
        var response = call(who, operation, arguments);
        assertThat(response.statusCode()).as(operation + ": " + response.body()).isIn(200, 201);
        answered.add(operation);
        var type = response.headers().firstValue("Content-Type").orElse("");
        if (!type.contains("json") || type.contains("ndjson")) {
            return TextNode.valueOf(response.body());
        }
        var answer = TestClient.json(response);
        secrets.addAll(answer.findValuesAsText("secret"));
        return answer;
    }

    void refused(int status, TestClient who, String operation, String... arguments) {
        assertThat(call(who, operation, arguments).statusCode()).as(operation).isEqualTo(status);
    }

    private HttpResponse<String> call(TestClient who, String operation, String... arguments) {
        var words = operation.split(" ", 2);
        var path = words[1];
        int used = 0;
        while (path.contains("{")) {
            path = path.replaceFirst("\\{[a-z]+}", arguments[used++]);
        }
        path += used < arguments.length ? arguments[used] : "";
        var body = description.example(operation);
        var request = HttpRequest.newBuilder().method(words[0], HttpRequest.BodyPublishers.ofString(body));
        var response = who.send(request, path);
        var type = response.headers().firstValue("Content-Type").orElse("none");
        assertThat(description.wrong(operation, response.statusCode(), type, response.body()))
                .as(operation + " answered " + response.body())
                .isEmpty();
        return response;
    }
}

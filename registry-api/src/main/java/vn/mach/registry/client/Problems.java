package vn.mach.registry.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.net.http.HttpResponse;
import vn.mach.registry.json.Json;

/** A problem answer (RFC 9457) as one line: its code, its detail, and what to do where the detail does not say it. */
final class Problems {
    private Problems() {}

    static Failure of(HttpResponse<String> answer) {
        var line = line(answer);
        return answer.statusCode() >= 500 ? Failure.unusable(line) : Failure.refused(line);
    }

    private static String line(HttpResponse<String> answer) {
        int status = answer.statusCode();
        try {
            var problem = Json.MAPPER.readTree(answer.body());
            var code = problem.path("code").asText();
            if (!code.isEmpty()) {
                return Cell.plain(code + ": " + problem.path("detail").asText()) + remedy(status);
            }
        } catch (JsonProcessingException e) {
            // whatever answers does not speak JSON: the status has to do
        }
        return "status " + status + " from " + answer.uri() + ": is this the registry? correct MACH_API or --api";
    }

    private static String remedy(int status) {
        return switch (status) {
            case 401 -> "; put a valid token into MACH_TOKEN";
            case 403 -> "; somebody with that role or of that agency has to do it";
            case 429, 503 -> "; try again later";
            default -> "";
        };
    }
}

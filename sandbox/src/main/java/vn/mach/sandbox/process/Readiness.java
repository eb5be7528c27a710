package vn.mach.sandbox.process;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.regex.Pattern;

/** When a child process counts as ready, asked again and again until it says so. */
@FunctionalInterface
public interface Readiness {
    boolean holds(LogTail log);

    /** A line of the log since this start. */
    static Readiness logged(Pattern line) {
        return log -> log.has(line);
    }

    /** An address that answers 200. */
    static Readiness answers(URI address) {
        var client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
        var request =
                HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(2)).build();
        return log -> {
            try {
                return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
            } catch (IOException e) {
                return false; // not listening yet
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        };
    }
}

package vn.mach.registry.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Verifies an export of the audit log by itself: {@code AuditVerify FILE|URL [SEQ HASH]}. A URL is asked with the token in {@code MACH_TOKEN}.
 * Exit code 0 when it holds, 1 when it does not, 2 when it cannot be read.
 */
public final class AuditVerify {
    private AuditVerify() {}

    public static void main(String[] args) {
        System.exit(run(args, System.getenv("MACH_TOKEN"), System.out, System.err));
    }

    /** Prints what it finds; the exit code. */
    public static int run(String[] args, @Nullable String token, PrintStream out, PrintStream err) {
        if (args.length != 1 && args.length != 3) {
            err.println("usage: audit verify FILE|URL [SEQ HASH]   (the anchor an earlier run printed)");
            return 2;
        }
        try (var lines = new BufferedReader(open(args[0], token))) {
            var verifier = new AuditVerifier(args.length == 3 ? args[1] + " " + args[2] : null);
            var wrong = firstWrong(lines, verifier);
            if (wrong.isPresent()) {
                err.println("the log does not hold: " + wrong.get());
                return 1;
            }
            out.println(verifier.entries() + " entries hold. Keep this anchor apart from the log, for the next run:");
            out.println(verifier.head());
            return 0;
        } catch (IOException | IllegalArgumentException e) {
            err.println(args[0] + " cannot be read: " + e.getMessage());
            return 2;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 2;
        }
    }

    private static Optional<String> firstWrong(BufferedReader lines, AuditVerifier verifier) throws IOException {
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            var wrong = verifier.line(line);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return verifier.end();
    }

    private static Reader open(String from, @Nullable String token) throws IOException, InterruptedException {
        if (!from.startsWith("http://") && !from.startsWith("https://")) {
            return Files.newBufferedReader(Path.of(from), StandardCharsets.UTF_8);
        }
        var request = HttpRequest.newBuilder(URI.create(from)).timeout(Duration.ofMinutes(1));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        var client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
        var answer = client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            answer.body().close();
            throw new IOException("status " + answer.statusCode()
                    + (answer.statusCode() == 401 ? "; put an operator's or auditor's token into MACH_TOKEN" : ""));
        }
        return new InputStreamReader(answer.body(), StandardCharsets.UTF_8);
    }
}

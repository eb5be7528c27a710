package vn.mach.sandbox.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.mach.sandbox.Sandbox;

/** Runs the stand-alone verifier of the audit log, as whoever was given an export would. */
final class AuditCommand {
    private AuditCommand() {}

    /** What it says is wrong; null when the log holds. */
    static @Nullable String verify(Sandbox sandbox, List<String> log) {
        try {
            var export = Files.write(sandbox.data().logs().resolveSibling("audit-export.ndjson"), log);
            var process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-Dstdout.encoding=UTF-8",
                            "-cp",
                            sandbox.home().classPath("registry-api"),
                            "vn.mach.registry.audit.AuditVerify",
                            export.toString())
                    .redirectErrorStream(true)
                    .start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? null : said;
        } catch (IOException e) {
            throw new UncheckedIOException("the verifier cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}

package vn.mach.sandbox.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Which processes are ours, on disk, so that those a killed sandbox left behind can be ended by the next one. */
public final class PidRegistry {
    private static final Duration CLOCK_TOLERANCE =
            Duration.ofSeconds(2); // each JVM derives it from a boot time in seconds
    private static final String SUFFIX = ".pid";

    private final Path directory;

    public PidRegistry(Path directory) {
        this.directory = directory;
    }

    void record(String name, ProcessHandle process, String executable) {
        var entry = new Properties();
        entry.setProperty("pid", Long.toString(process.pid()));
        entry.setProperty(
                "started", process.info().startInstant().orElseGet(Instant::now).toString());
        entry.setProperty("executable", executable);
        try {
            Files.createDirectories(directory);
            try (var out = Files.newBufferedWriter(file(name))) {
                entry.store(out, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void forget(String name) {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills what is still running of what was recorded; answers the names of those it found. */
    public List<String> endLeftovers() {
        var ended = new ArrayList<String>();
        for (var file : files()) {
            var name = file.getFileName().toString().replace(SUFFIX, "");
            leftover(file).ifPresent(process -> {
                process.destroyForcibly();
                awaitEnd(process);
                ended.add(name);
            });
            forget(name);
        }
        return List.copyOf(ended);
    }

    private List<Path> files() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (var entries = Files.list(directory)) {
            return entries.filter(path -> path.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The recorded process, if that number still is that process: same start, same executable. */
    private static Optional<ProcessHandle> leftover(Path file) {
        var entry = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            entry.load(in);
            var started = Instant.parse(entry.getProperty("started", ""));
            var executable = entry.getProperty("executable", "");
            return ProcessHandle.of(Long.parseLong(entry.getProperty("pid", "")))
                    .filter(process -> isSame(process, started, executable));
        } catch (IOException | RuntimeException e) {
            return Optional.empty(); // a half-written entry names no process that can be told apart
        }
    }

    private static boolean isSame(ProcessHandle process, Instant started, String executable) {
        var info = process.info();
        var sameStart = info.startInstant()
                .map(start -> Duration.between(start, started).abs().compareTo(CLOCK_TOLERANCE) <= 0)
                .orElse(false);
        return sameStart
                && info.command().map(path -> sameFile(path, executable)).orElse(false);
    }

    private static boolean sameFile(String path, String executable) {
        return Path.of(path).getFileName().equals(Path.of(executable).getFileName());
    }

    private static void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("Process " + process.pid() + " survives SIGKILL", e);
        }
    }

    private Path file(String name) {
        return directory.resolve(name + SUFFIX);
    }
}

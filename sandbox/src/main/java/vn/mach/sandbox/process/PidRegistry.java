package vn.mach.sandbox.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.host.SandboxFailure;

/** Which processes are ours, on disk, so that those a killed sandbox left behind can be ended by the next one. */
public final class PidRegistry {
    private static final String SUFFIX = ".pid";
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Path directory;

    public PidRegistry(Path directory) {
        this.directory = directory;
    }

    void record(String name, ProcessHandle process) {
        RecordedProcess.living(process.pid()).ifPresent(it -> write(name, it)); // else it has ended already
    }

    void forget(String name) {
        try {
            Files.deleteIfExists(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills what is still running of what was recorded, except one; answers the names of those it ended. */
    public List<String> endLeftoversBut(String spared) {
        var names = names();
        names.remove(spared);
        var leftovers = new TreeMap<String, RecordedProcess>();
        names.forEach(name -> read(name).ifPresent(it -> leftovers.put(name, it)));
        leftovers.values().removeIf(it -> !it.lives());
        leftovers.values().forEach(RecordedProcess::kill); // all of them first: the kernel ends them side by side
        leftovers.forEach(PidRegistry::awaitEnd);
        names.forEach(this::forget);
        return List.copyOf(leftovers.keySet());
    }

    private static void awaitEnd(String name, RecordedProcess leftover) {
        if (!Patience.until(() -> !leftover.lives(), LIMIT)) {
            throw SandboxFailure.broken(name + " (process " + leftover.pid() + "), left behind by a sandbox that was"
                    + " killed, has not ended " + LIMIT.toSeconds() + " s after SIGKILL: start again when it is gone");
        }
    }

    private List<String> names() {
        if (!Files.isDirectory(directory)) {
            return new ArrayList<>();
        }
        try (var entries = Files.list(directory)) {
            return entries.map(path -> path.getFileName().toString())
                    .filter(file -> file.endsWith(SUFFIX))
                    .map(file -> file.substring(0, file.length() - SUFFIX.length()))
                    .sorted()
                    .collect(Collectors.toCollection(ArrayList::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name, RecordedProcess process) {
        var entry = new Properties();
        entry.setProperty("pid", Long.toString(process.pid()));
        entry.setProperty("started", process.started());
        try {
            Files.createDirectories(directory);
            try (var out = Files.newBufferedWriter(file(name))) {
                entry.store(out, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<RecordedProcess> read(String name) {
        var entry = new Properties();
        try (var in = Files.newBufferedReader(file(name))) {
            entry.load(in);
            return Optional.of(new RecordedProcess(
                    Long.parseLong(entry.getProperty("pid", "")), entry.getProperty("started", "")));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty(); // a half-written entry names no process that can be told apart
        }
    }

    private Path file(String name) {
        return directory.resolve(name + SUFFIX);
    }
}

package vn.mach.sandbox.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Which processes are ours, on disk, so that those a killed sandbox left behind can be ended by the next one. */
public final class PidRegistry {
    private static final String SUFFIX = ".pid";
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    private final Path directory;

    public PidRegistry(Path directory) {
        this.directory = directory;
    }

    void record(String name, ProcessHandle process) {
        var started = started(process.pid());
        if (started.isEmpty()) {
            return; // ended already
        }
        var entry = new Properties();
        entry.setProperty("pid", Long.toString(process.pid()));
        entry.setProperty("started", started.get());
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

    /** Kills what is still running of what was recorded, except one; answers the names of those it ended. */
    public List<String> endLeftoversBut(String spared) {
        var ended = new ArrayList<String>();
        for (var file : files()) {
            var name = file.getFileName().toString().replace(SUFFIX, "");
            if (name.equals(spared)) {
                continue;
            }
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

    /** The recorded process, if that number still is that process. */
    private static Optional<ProcessHandle> leftover(Path file) {
        var entry = new Properties();
        try (var in = Files.newBufferedReader(file)) {
            entry.load(in);
            long pid = Long.parseLong(entry.getProperty("pid", ""));
            return started(pid).filter(entry.getProperty("started", "")::equals).flatMap(same -> ProcessHandle.of(pid));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty(); // a half-written entry names no process that can be told apart
        }
    }

    /**
     * The boot and the clock tick in it at which the process started (proc_pid_stat(5), field 22): with the number it names one
     * process, and no step of the wall clock changes it.
     */
    private static Optional<String> started(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            var afterCommand = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return Optional.of(Files.readString(BOOT).strip() + " " + afterCommand[19]);
        } catch (IOException e) {
            return Optional.empty();
        }
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

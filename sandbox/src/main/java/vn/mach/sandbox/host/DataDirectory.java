package vn.mach.sandbox.host;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** All a sandbox keeps, locked: one sandbox at a time. Everything below survives a restart, and a kill -9. */
public final class DataDirectory implements AutoCloseable {
    private static final String LOCK = "lock";
    private static final List<String> OURS = List.of(
            "kafka",
            "postgres",
            "schema-registry",
            "identity",
            "state",
            "conf",
            "run",
            "secrets.properties",
            "ports.properties");

    private final Path path;
    private final FileChannel channel;

    private DataDirectory(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /** Locks the directory, creating it if need be; refuses a directory of somebody else, a full disk, a second owner. */
    public static DataDirectory open(Path directory) {
        var path = directory.toAbsolutePath().normalize();
        try {
            refuseForeign(path);
            Files.createDirectories(path);
            var data = new DataDirectory(path, lock(path));
            data.refuseFullDisk();
            for (var part : List.of(data.logs(), data.run(), data.configuration())) {
                Files.createDirectories(part);
            }
            return data;
        } catch (IOException e) {
            throw SandboxFailure.broken("Data directory " + path + " cannot be used (another: --data DIR)", e);
        }
    }

    /** Deletes what a sandbox wrote, and nothing else, except the logs. */
    public void erase() {
        try {
            for (var part : OURS) {
                Leftovers.delete(path.resolve(part));
            }
            Leftovers.delete(path, "postgres-"); // half made, with its password
            Files.createDirectories(run());
            Files.createDirectories(configuration());
        } catch (IOException e) {
            throw SandboxFailure.broken("Data directory " + path + " cannot be erased", e);
        }
    }

    public Path path() {
        return path;
    }

    public Path kafka() {
        return path.resolve("kafka");
    }

    public Path postgres() {
        return path.resolve("postgres");
    }

    public Path schemaRegistry() {
        return path.resolve("schema-registry");
    }

    public Path identity() {
        return path.resolve("identity");
    }

    /** Where a component may keep state of its own. */
    public Path state(String component) {
        return path.resolve("state").resolve(component);
    }

    public Path configuration() {
        return path.resolve("conf");
    }

    public Path logs() {
        return path.resolve("logs");
    }

    public Path run() {
        return path.resolve("run");
    }

    public Path ports() {
        return path.resolve("ports.properties");
    }

    public Path secrets() {
        return path.resolve("secrets.properties");
    }

    /** Whether a sandbox has stored anything here that only the kept secrets open. */
    public boolean isUsed() {
        return Files.exists(kafka()) || Files.exists(postgres()) || Files.exists(schemaRegistry());
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw SandboxFailure.broken("The lock of " + path + " cannot be released", e);
        }
    }

    private static void refuseForeign(Path path) throws IOException {
        if (!Files.isDirectory(path) || Files.exists(path.resolve(LOCK))) {
            return;
        }
        try (var entries = Files.list(path)) {
            if (entries.findAny().isPresent()) {
                throw SandboxFailure.usage(
                        path + " holds files that are not a sandbox's: name an empty directory with --data DIR");
            }
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        var channel = FileChannel.open(path.resolve(LOCK), CREATE, READ, WRITE);
        if (tryLock(channel) == null) {
            var owner = Files.readString(path.resolve(LOCK)).strip();
            channel.close();
            throw SandboxFailure.usage("A sandbox (process " + owner + ") already uses " + path
                    + ": stop it, or give this one a directory and ports of its own with --data DIR");
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8)), 0);
        return channel;
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by this very JVM
        }
    }

    private void refuseFullDisk() throws IOException {
        var disk = DiskSpace.of(path);
        if (!disk.isEnoughToStart()) {
            close();
            throw SandboxFailure.usage(disk.tooLittle());
        }
    }
}

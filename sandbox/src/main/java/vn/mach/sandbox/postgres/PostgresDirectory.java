package vn.mach.sandbox.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import vn.mach.connection.Secret;
import vn.mach.sandbox.host.Leftovers;
import vn.mach.sandbox.host.SandboxFailure;

/** The data directory of one PostgreSQL: made once, and cleared of a server that outlived its sandbox. */
final class PostgresDirectory {
    private final Path path;
    private final PostgresBinaries binaries;
    private final ServerAccount account;

    PostgresDirectory(Path path, PostgresBinaries binaries, ServerAccount account) {
        this.path = path.toAbsolutePath();
        this.binaries = binaries;
        this.account = account;
    }

    Path path() {
        return path;
    }

    /** Made under another name first, so that a directory half made is never taken for a good one. */
    void initialise(String superuser, Secret password) {
        try {
            Leftovers.delete(path.resolveSibling(""), "postgres-"); // of a start that was killed: it held the password
            if (Files.exists(path.resolve("PG_VERSION"))) {
                return;
            }
            account.requireReach(binaries.directory());
            Files.createDirectories(path.getParent());
            var fresh = Files.createTempDirectory(path.getParent(), "postgres-new-");
            account.own(fresh);
            var passwordFile = Files.createTempFile(path.getParent(), "postgres-", ".password");
            Files.writeString(passwordFile, password.value());
            account.own(passwordFile);
            try {
                run(List.of(
                        binaries.program("initdb"),
                        "--pgdata=" + fresh,
                        "--username=" + superuser,
                        "--pwfile=" + passwordFile,
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        "--locale-provider=builtin",
                        "--builtin-locale=C.UTF-8",
                        "--no-instructions"));
            } finally {
                Files.delete(passwordFile);
            }
            Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw SandboxFailure.broken("PostgreSQL's data directory " + path + " cannot be made", e);
        }
    }

    /** Stops the server that still runs on this directory, if any; answers whether there was one. */
    boolean stopLeftover() {
        var leftover = leftover();
        if (leftover.isPresent()) {
            try {
                stop("fast");
            } catch (SandboxFailure e) {
                stop("immediate"); // recovery at the next start does the rest
            }
        }
        return leftover.isPresent();
    }

    private void stop(String mode) {
        run(List.of(binaries.program("pg_ctl"), "stop", "-m", mode, "-w", "-t", "15", "-D", path.toString()));
    }

    private Optional<ProcessHandle> leftover() {
        var pidFile = path.resolve("postmaster.pid");
        try (var lines = Files.exists(pidFile) ? Files.lines(pidFile) : Stream.<String>empty()) {
            return lines.findFirst()
                    .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid.strip())))
                    .filter(process -> runsOn(process, path));
        } catch (IOException | NumberFormatException e) {
            throw SandboxFailure.broken(pidFile + " cannot be read", e);
        }
    }

    /** The number in a stale file may be anybody's by now. */
    private static boolean runsOn(ProcessHandle process, Path directory) {
        try {
            var command = Files.readString(Path.of("/proc", Long.toString(process.pid()), "cmdline"));
            return command.contains("postgres") && command.contains(directory.toString());
        } catch (IOException e) {
            return false;
        }
    }

    private void run(List<String> command) {
        var program = Path.of(command.get(0)).getFileName();
        try {
            var process = new ProcessBuilder(account.command(command))
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw SandboxFailure.broken(
                        program + " failed on " + path + ": " + said.strip().replaceAll("(?s).*\n", ""));
            }
        } catch (IOException e) {
            throw SandboxFailure.broken(program + " cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SandboxFailure.broken(program + " was interrupted", e);
        }
    }
}

package vn.mach.benchmark.agent;

import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.OptionalDouble;
import vn.mach.sandbox.Sandbox;

/** PostgreSQL's own {@code pg_recvlogical} into nothing: how fast the server alone decodes its log. */
final class LogReader {
    private static final File TOOL = new File("/usr/bin/pg_recvlogical");

    private final Sandbox sandbox;

    LogReader(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    static boolean isThere() {
        return TOOL.canExecute();
    }

    /** Seconds, from the start of the process, to read the slot up to a position; empty where the tool is missing. */
    OptionalDouble seconds(String database, String slot, String position) {
        if (!isThere()) {
            return OptionalDouble.empty();
        }
        var builder = new ProcessBuilder(List.of(
                        TOOL.getPath(),
                        "--host=127.0.0.1",
                        "--port=" + sandbox.postgres().port(),
                        "--username=postgres",
                        "--dbname=" + database,
                        "--slot=" + slot,
                        "--start",
                        "--no-loop",
                        "--file=/dev/null",
                        "--fsync-interval=0",
                        "--endpos=" + position,
                        "--option=proto_version=1",
                        "--option=publication_names=" + slot))
                .inheritIO();
        builder.environment()
                .put("PGPASSWORD", sandbox.secret("postgres.superuser").value());
        try {
            long began = System.nanoTime();
            if (builder.start().waitFor() != 0) {
                throw new IllegalStateException("pg_recvlogical failed");
            }
            return OptionalDouble.of((System.nanoTime() - began) / 1e9);
        } catch (IOException e) {
            throw new IllegalStateException("pg_recvlogical cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}

package vn.mach.agent.postgresql;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.progress.AgentFailure;

/**
 * A new slot, and a snapshot of the database that shows exactly what was committed before the slot begins to tell.
 *
 * @param stream keeps the snapshot until it is closed; the slot stays
 * @param at where the slot begins
 * @param snapshot its name
 */
record ExportedSlot(Database stream, long at, String snapshot) implements AutoCloseable {
    private static final Duration STEP = Duration.ofMillis(50);
    private static final int STEPS_PER_LOOK = 20;

    /**
     * Makes it, which waits for every transaction that writes now, however long; null if it is {@code over} before. Meanwhile the
     * server has to answer to {@code database}.
     */
    static @Nullable ExportedSlot create(Database database, String application, BooleanSupplier over) {
        var sql = "CREATE_REPLICATION_SLOT " + Column.quoted(database.config().slot()) + " LOGICAL pgoutput"
                + (database.version() >= Slot.FAILOVER ? " (SNAPSHOT 'export', FAILOVER true)" : " EXPORT_SNAPSHOT");
        var stream = Database.replicating(database.config(), application);
        var made = CompletableFuture.supplyAsync(
                () -> stream.one(
                        sql,
                        row -> new ExportedSlot(
                                stream, Lsn.parse(row.getString("consistent_point")), row.getString("snapshot_name"))),
                ExportedSlot::start);
        @Nullable ExportedSlot slot = null;
        try {
            slot = await(made, database, over);
            return slot;
        } finally {
            if (slot == null) {
                stream.cancel();
                stream.close();
            }
        }
    }

    private static void start(Runnable task) {
        var thread = new Thread(task, "slot");
        thread.setDaemon(true);
        thread.start();
    }

    private static @Nullable ExportedSlot await(
            CompletableFuture<ExportedSlot> made, Database database, BooleanSupplier over) {
        for (int step = 1; !over.getAsBoolean(); step++) {
            try {
                return made.get(STEP.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (step % STEPS_PER_LOOK == 0) {
                    database.query("SELECT 1", row -> "");
                }
            } catch (ExecutionException e) {
                throw AgentFailure.of(e.getCause() == null ? e : e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AgentFailure.Broken("interrupted", e);
            }
        }
        return null;
    }

    @Override
    public void close() {
        stream.close();
    }
}

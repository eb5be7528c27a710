package vn.mach.sandbox.outage;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** Some hundred transactions a second beside a snapshot: counts rows up, adds rows at the end, deletes some of the middle. */
final class FewChanges {
    private static final int PAUSE_NANOS = 10_000_000;

    private final OutagePlace place;
    private final Random random;
    private final int rows;
    private volatile boolean writing;
    private CompletableFuture<Void> writer = CompletableFuture.completedFuture(null);

    /** On a table whose ids are 1 to {@code rows}. */
    FewChanges(OutagePlace place, int rows, Random random) {
        this.place = place;
        this.rows = rows;
        this.random = new Random(random.nextLong());
    }

    /** Writes until {@link #rest}. */
    void write() {
        writing = true;
        writer = CompletableFuture.runAsync(this::writeUntilStopped, task -> new Thread(task, "few-changes").start());
    }

    /** Throws what the workload itself met. */
    void rest() {
        writing = false;
        writer.join();
    }

    private void writeUntilStopped() {
        try (var connection = place.connect()) {
            connection.setAutoCommit(false);
            for (int i = 1; writing; i++) {
                change(connection, "UPDATE counted SET n = n + 1 WHERE id = ?", 1 + random.nextInt(OutagePlace.ROWS));
                change(connection, "INSERT INTO counted VALUES (?, 0)", rows + i);
                // Each once, from the middle on; the rows that are counted up stay.
                change(connection, "DELETE FROM counted WHERE id = ?", rows / 2 + i);
                connection.commit();
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the workload itself failed", e);
        }
    }

    private static void change(Connection connection, String sql, long id) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, id);
            statement.executeUpdate();
        }
    }
}

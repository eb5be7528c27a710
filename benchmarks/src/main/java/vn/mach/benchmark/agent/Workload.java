package vn.mach.benchmark.agent;

import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import vn.mach.sandbox.database.AgencyDatabase;

/**
 * Updates at a steady pace in transactions of so many rows each.
 *
 * @param perSecond rows
 */
record Workload(AgencyDatabase database, int perSecond, int rowsPerTransaction) {
    /** Updates rows 1 to {@code count}. */
    void run(int count) {
        long pause = TimeUnit.SECONDS.toNanos(rowsPerTransaction) / perSecond;
        try (var connection = database.connect();
                var statement = connection.prepareStatement(
                        "update measurement set counter = counter + 1 where id between ? and ?")) {
            long next = System.nanoTime();
            for (int from = 1; from <= count; from += rowsPerTransaction) {
                statement.setInt(1, from);
                statement.setInt(2, from + rowsPerTransaction - 1);
                statement.executeUpdate();
                next += pause;
                LockSupport.parkNanos(next - System.nanoTime());
            }
            requirePace(count, next);
        } catch (SQLException e) {
            throw new IllegalStateException("the workload itself failed", e);
        }
    }

    /** A database that cannot keep up would make the agent's task easier than it is said to be. */
    private static void requirePace(int count, long due) {
        long late = System.nanoTime() - due;
        if (late > TimeUnit.SECONDS.toNanos(1)) {
            System.out.println("  (the database took " + late / 1_000_000 + " ms too long for " + count + " rows)");
        }
    }
}

package vn.mach.sandbox.proof;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import vn.mach.sandbox.story.Gso;

/**
 * A workload that knows what it did: each change of a row counts its {@code level} up by one, so a subscriber must see
 * every number of every row once and in order.
 */
final class Ledger {
    static final int ROWS = 500;

    private static final String PREFIX = "L";

    private final Gso gso;
    private final Random random;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final Map<String, Integer> counters = new HashMap<>();
    private int transactions;

    Ledger(Gso gso, long seed) {
        this.gso = gso;
        this.random = new Random(seed);
    }

    /** Writes until {@link #stop}; single rows, small transactions, and now and then a thousand changes in one. */
    void writeUntilStopped() {
        stop.set(false);
        try (var connection = gso.database().connect()) {
            connection.setAutoCommit(false);
            while (!stop.get()) {
                int changes = random.nextInt(50) == 0 ? 1_000 : 1 + random.nextInt(10);
                var touched = new HashMap<String, Integer>();
                for (int i = 0; i < changes; i++) {
                    change(connection, PREFIX + random.nextInt(ROWS), touched);
                }
                connection.commit();
                counters.putAll(touched);
                transactions++;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the workload itself failed", e);
        }
    }

    /** Changes every row once more: when that has arrived, whatever is under way for any partition has arrived before it. */
    void markEveryRow() {
        gso.database().transaction(connection -> {
            var touched = new HashMap<String, Integer>();
            for (var row : counters.keySet()) {
                change(connection, row, touched);
            }
            counters.putAll(touched);
        });
    }

    /** Whether a row with this code is the ledger's. */
    static boolean isRow(String code) {
        return code.startsWith(PREFIX);
    }

    void stop() {
        stop.set(true);
    }

    /** Row to the number of its last committed change; only after the thread of {@link #writeUntilStopped} has ended. */
    Map<String, Integer> committed() {
        return counters;
    }

    int transactions() {
        return transactions;
    }

    private void change(Connection connection, String code, Map<String, Integer> touched) throws SQLException {
        int next = touched.getOrDefault(code, counters.getOrDefault(code, 0)) + 1;
        var sql = next == 1
                ? "insert into administrative_unit (level, code, name, kind, province_code) values (?, ?, '', '', '')"
                : "update administrative_unit set level = ? where code = ?";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setInt(1, next);
            statement.setString(2, code);
            statement.executeUpdate();
        }
        touched.put(code, next);
    }
}

package vn.mach.agent.postgresql;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import vn.mach.agent.Supervised;
import vn.mach.agent.capture.Capture;
import vn.mach.change.Position;

/** A workload that counts each change of a row, and an agent whose every published number can be checked by it. */
final class CountedRows implements AutoCloseable {
    static final int ROWS = 50;
    private static final long PACE_NANOS = 3_000_000;

    final Exchange exchange;
    private final IntSupplier port;
    private final Random random = new Random(7);
    private volatile boolean writing;
    private Thread writer;

    /** On the server that listens there now. */
    CountedRows(IntSupplier port) {
        this.port = port;
        exchange = new Exchange(new TestDatabase(port));
        exchange.database.table("counted", "id bigint PRIMARY KEY, n bigint NOT NULL");
        exchange.dataset("public.counted", "counted", """
                {"name": "id", "type": "long"}, {"name": "n", "type": "long"}""", "id");
        exchange.database.sql("INSERT INTO counted SELECT id, 0 FROM generate_series(1, " + ROWS + ") id");
    }

    Supervised agent() {
        return new Supervised(
                exchange.config(),
                states -> new Capture(
                        exchange.config(),
                        PostgresSource::connect,
                        exchange.captured(),
                        exchange.destination(),
                        states,
                        java.time.Duration.ofMillis(500)));
    }

    /** Counts rows up until {@link #rest}; a transaction whose commit was not answered may count or not. */
    void write() {
        writing = true;
        writer = new Thread(
                () -> {
                    while (writing) {
                        writeOnOneConnection();
                    }
                },
                "writer");
        writer.setDaemon(true);
        writer.start();
    }

    private void writeOnOneConnection() {
        try (var connection = DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port.getAsInt() + "/"
                        + exchange.database.name + "?user=postgres&connectTimeout=2");
                var update = connection.prepareStatement("UPDATE counted SET n = n + 1 WHERE id = ?")) {
            connection.setAutoCommit(false);
            while (writing) {
                int changes = 1 + random.nextInt(random.nextInt(20) == 0 ? 200 : 10);
                for (int i = 0; i < changes; i++) {
                    update.setLong(1, 1 + random.nextInt(ROWS));
                    update.executeUpdate();
                }
                connection.commit();
                LockSupport.parkNanos(PACE_NANOS);
            }
        } catch (SQLException e) {
            // The server is away; the next connection goes on, for the numbers are the server's.
            Running.await(() -> !writing || serves());
        }
    }

    private boolean serves() {
        try (var connection = exchange.database.connect()) {
            return connection.isValid(2);
        } catch (SQLException e) {
            return false;
        }
    }

    void rest() {
        writing = false;
        try {
            writer.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** One change of each row. */
    void countEach() {
        exchange.database.sql("UPDATE counted SET n = n + 1");
    }

    void awaitCount(int events) {
        Running.await(() -> exchange.log.records().size() >= events);
    }

    /** Waits until the last number of every row is published, and answers what was wrong on the way: nothing. */
    Report audit() {
        countEach();
        var expected = expected();
        Running.await(() -> last().equals(expected));
        return report(expected);
    }

    private Report report(Map<Long, Long> expected) {
        var numbers = new HashMap<Long, Long>();
        var positions = new HashMap<Long, Position>();
        int lost = 0;
        int again = 0;
        int disorder = 0;
        for (var event : exchange.events()) {
            var row = event.after();
            var id = (Long) row.get("id");
            var n = (Long) row.get("n");
            var before = numbers.put(id, n);
            lost += before != null && n > before + 1 ? (int) (n - before - 1) : 0;
            again += before != null && n <= before ? 1 : 0;
            var position = event.source().position();
            var earlier = positions.put(id, position);
            disorder += earlier != null && !position.isAfter(earlier) ? 1 : 0;
        }
        return new Report(expected.values().stream().mapToLong(Long::longValue).sum(), lost, again, disorder);
    }

    private Map<Long, Long> last() {
        var last = new HashMap<Long, Long>();
        exchange.events()
                .forEach(event -> last.put(
                        (Long) event.after().get("id"), (Long) event.after().get("n")));
        return last;
    }

    private Map<Long, Long> expected() {
        var expected = new HashMap<Long, Long>();
        try (var connection = exchange.database.connect();
                var rows = connection.createStatement().executeQuery("SELECT id, n FROM counted")) {
            while (rows.next()) {
                expected.put(rows.getLong(1), rows.getLong(2));
            }
            return expected;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (writing) {
            rest();
        }
    }

    /** What was counted, and how much of it did not arrive once and in order. */
    record Report(long changes, int lost, int again, int disorder) {
        boolean isWhole() {
            return changes > 0 && lost == 0 && again == 0 && disorder == 0;
        }
    }
}

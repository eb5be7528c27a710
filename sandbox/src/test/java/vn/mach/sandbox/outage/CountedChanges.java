package vn.mach.sandbox.outage;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import vn.mach.change.ChangeEvent;
import vn.mach.change.DatasetControl;
import vn.mach.sandbox.host.Patience;
import vn.mach.wire.AvroDeserializer;

/** Counts rows up in the database, and compares with every number that a read_committed reader sees. */
final class CountedChanges {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final OutagePlace place;
    private final Random random = new Random(11);
    private volatile boolean writing;
    private Thread writer;

    CountedChanges(OutagePlace place) {
        this.place = place;
    }

    /** Writes until {@link #rest}, also while the database is away: then with the next connection. */
    void write() {
        writing = true;
        writer = new Thread(
                () -> {
                    while (writing) {
                        try (var connection = place.connect()) {
                            write(connection);
                        } catch (SQLException | RuntimeException e) {
                            LockSupport.parkNanos(50_000_000); // the database is away
                        }
                    }
                },
                "counting");
        writer.setDaemon(true);
        writer.start();
    }

    private void write(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (var update = connection.prepareStatement("UPDATE counted SET n = n + 1 WHERE id = ?")) {
            while (writing) {
                int changes = 1 + random.nextInt(10);
                for (int i = 0; i < changes; i++) {
                    update.setLong(1, 1 + random.nextInt(OutagePlace.ROWS));
                    update.executeUpdate();
                }
                connection.commit();
                LockSupport.parkNanos(5_000_000);
            }
        }
    }

    void rest() throws InterruptedException {
        writing = false;
        writer.join();
    }

    /** Changes each row once more, waits for it, and answers what was published. */
    Published audit() throws SQLException {
        try (var connection = place.connect();
                var statement = connection.createStatement()) {
            statement.execute("UPDATE counted SET n = n + 1");
        }
        var expected = expected();
        var properties = new HashMap<>(place.kafka().properties());
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        var catalog = place.catalog();
        try (var consumer =
                new KafkaConsumer<>(properties, new AvroDeserializer(catalog), new AvroDeserializer(catalog))) {
            consumer.assign(consumer.partitionsFor(OutagePlace.DATASET.topic()).stream()
                    .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                    .toList());
            consumer.seekToBeginning(consumer.assignment());
            var seen = new Seen();
            boolean arrived = Patience.until(
                    () -> {
                        consumer.poll(Duration.ofMillis(200))
                                .forEach(record -> seen.take(record.key(), record.value()));
                        return seen.numbers.equals(expected);
                    },
                    PATIENCE);
            return new Published(seen.events, seen.lost, seen.again, arrived);
        }
    }

    private Map<Long, Long> expected() throws SQLException {
        var expected = new HashMap<Long, Long>();
        try (var connection = place.connect();
                var rows = connection.createStatement().executeQuery("SELECT id, n FROM counted")) {
            while (rows.next()) {
                expected.put(rows.getLong(1), rows.getLong(2));
            }
        }
        return expected;
    }

    private static final class Seen {
        private final Map<Long, Long> numbers = new HashMap<>();
        private long events;
        private long lost;
        private long again;

        void take(GenericRecord key, GenericRecord value) {
            if (DatasetControl.isKey(key.getSchema())) {
                return;
            }
            var row = ChangeEvent.fromAvro(value).after();
            var n = (Long) row.get("n");
            var before = numbers.put((Long) row.get("id"), n);
            events++;
            lost += before != null && n > before + 1 ? n - before - 1 : 0;
            again += before != null && n <= before ? 1 : 0;
        }
    }

    /** How many events, how many numbers of rows that are missing or came again, and whether the last ones are there. */
    record Published(long events, long lost, long again, boolean arrived) {
        boolean isWhole() {
            return arrived && events > OutagePlace.ROWS && lost == 0 && again == 0;
        }
    }
}

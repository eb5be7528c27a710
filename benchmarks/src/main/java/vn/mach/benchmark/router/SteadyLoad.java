package vn.mach.benchmark.router;

import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Changes of rows that are there, so many a second, each told to Kafka at once; begins with itself, ends when it is closed. */
final class SteadyLoad implements AutoCloseable {
    private final Thread thread;
    private volatile boolean ended;

    /** @param known how many rows there are */
    SteadyLoad(Bench bench, Residences rows, int known, int perSecond) {
        thread = new Thread(() -> run(bench, rows, known, Duration.ofSeconds(1).toNanos() / perSecond), "load");
        thread.start();
    }

    private void run(Bench bench, Residences rows, int known, long stepNanos) {
        var properties = new HashMap<>(bench.kafka().properties());
        properties.put("acks", "all");
        properties.put("linger.ms", 0);
        try (var producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            long next = System.nanoTime();
            for (long i = 0; !ended; i++) {
                var unused = producer.send(rows.event(i * 7_919 % known));
                next += stepNanos;
                LockSupport.parkNanos(next - System.nanoTime());
            }
        }
    }

    @Override
    public void close() {
        ended = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

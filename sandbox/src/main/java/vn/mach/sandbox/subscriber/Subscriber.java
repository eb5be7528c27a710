package vn.mach.sandbox.subscriber;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import vn.mach.change.ChangeEvent;
import vn.mach.connection.KafkaConnection;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.naming.ViewId;
import vn.mach.wire.AvroDeserializer;
import vn.mach.wire.SchemaCatalog;

/** Reads a view from its beginning in a thread of its own and keeps what the view is: the last row of every key. */
public final class Subscriber implements AutoCloseable {
    private final KafkaConsumer<GenericRecord, GenericRecord> consumer;
    private final Map<Map<String, Object>, Map<String, Object>> content = new HashMap<>();
    private final List<Seen> seen = new ArrayList<>();
    private final Tombstones tombstones = new Tombstones();
    private final Thread thread;
    private @Nullable RuntimeException refusal;

    private Subscriber(KafkaConsumer<GenericRecord, GenericRecord> consumer, ViewId view) {
        this.consumer = consumer;
        consumer.subscribe(List.of(view.topic()));
        this.thread = new Thread(this::read, "subscriber-" + view);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * As the account behind both connections; the group must start with the account's agency and a dot.
     *
     * @param settings of the consumer beyond the usual, such as how long a fetch may be parked
     */
    public static Subscriber of(
            ViewId view,
            KafkaConnection kafka,
            SchemaRegistryConnection schemas,
            String group,
            Map<String, Object> settings) {
        var properties = new HashMap<>(kafka.properties());
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.putAll(settings);
        var catalog = SchemaCatalog.connect(schemas);
        return new Subscriber(
                new KafkaConsumer<>(properties, new AvroDeserializer(catalog), new AvroDeserializer(catalog)), view);
    }

    /** The view as this subscriber holds it now: key to row. */
    public synchronized Map<Map<String, Object>, Map<String, Object>> content() {
        return Map.copyOf(content);
    }

    /** Every event so far, in the order of each partition. */
    public synchronized List<Seen> seen() {
        return List.copyOf(seen);
    }

    public synchronized int count() {
        return seen.size();
    }

    /** Keys with a delete that no tombstone followed yet, or with a tombstone instead of a delete. */
    public synchronized Set<Map<String, Object>> unpaired() {
        return tombstones.unpaired();
    }

    /** Why it reads no more: Kafka or the schema registry refused it. */
    public synchronized Optional<RuntimeException> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Whether it was refused by Kafka for want of rights, not stopped by something else. */
    public boolean isRefused() {
        return refusal().filter(AuthorizationException.class::isInstance).isPresent();
    }

    /** Waits until what it holds is as said; false if that did not happen in time. */
    public synchronized boolean await(Predicate<Subscriber> condition, Duration patience) {
        var deadline = System.nanoTime() + patience.toNanos();
        try {
            while (!condition.test(this)) {
                var left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                wait(left);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void read() {
        try (consumer) {
            while (true) {
                var records = consumer.poll(Duration.ofMillis(500));
                var now = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
                synchronized (this) {
                    records.forEach(record -> take(record, now));
                    notifyAll();
                }
            }
        } catch (WakeupException e) {
            return; // closed by its owner
        } catch (RuntimeException e) {
            synchronized (this) {
                refusal = e;
                notifyAll();
            }
        }
    }

    private void take(ConsumerRecord<GenericRecord, GenericRecord> record, long now) {
        var key = Rows.of(record.key());
        if (record.value() == null) {
            tombstones.tombstone(key, content.remove(key) != null);
            return;
        }
        var event = ChangeEvent.fromAvro(record.value());
        var after = event.after() == null ? null : Rows.of(event.after());
        tombstones.event(key, after == null);
        if (after == null) {
            content.remove(key);
        } else {
            content.put(key, after);
        }
        var source = event.source();
        seen.add(new Seen(
                key, event.operation(), after, source.position(), source.snapshot(), source.committedAtMicros(), now));
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

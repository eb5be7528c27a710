package vn.mach.agent.publish;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.AgentId;

/** The held log on the agent's own topic, of one partition. */
public final class HeldTopic implements HeldLog {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final int PATIENCE_MILLIS = 20_000;

    private final KafkaConnection kafka;
    private final TopicPartition partition;

    public HeldTopic(KafkaConnection kafka, AgentId agent) {
        this.kafka = kafka;
        this.partition = new TopicPartition(agent.heldTopic(), 0);
    }

    @Override
    public ProducerRecord<byte[], byte[]> record(String table, byte[] change) {
        return new ProducerRecord<>(partition.topic(), 0, key(table), change);
    }

    @Override
    public long end() {
        return answered(() -> {
            try (var consumer = consumer()) {
                return consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            }
        });
    }

    @Override
    public Reader read(String table, long offset) {
        return answered(() -> {
            var consumer = consumer();
            consumer.assign(List.of(partition));
            consumer.seek(partition, offset);
            return new Place(consumer, key(table));
        });
    }

    @Override
    public void forget(long before) {
        var properties = kafka.properties();
        try (var admin = Admin.create(properties)) {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentFailure.Broken("interrupted", e);
        }
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        var properties = kafka.properties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS);
        properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, PATIENCE_MILLIS / 2);
        var bytes = new ByteArrayDeserializer();
        return new KafkaConsumer<>(properties, bytes, bytes);
    }

    private <T> T answered(Supplier<T> call) {
        try {
            return call.get();
        } catch (KafkaException e) {
            throw failure(e);
        }
    }

    private AgentFailure failure(Exception e) {
        var cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
        return new AgentFailure.Broken(
                "topic " + partition.topic() + ", where changes of held tables wait, cannot be used ("
                        + cause.getMessage() + "); check Kafka, and that the agent is registered",
                e);
    }

    private static byte[] key(String table) {
        return table.getBytes(StandardCharsets.UTF_8);
    }

    private final class Place implements Reader {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final byte[] table;

        Place(KafkaConsumer<byte[], byte[]> consumer, byte[] table) {
            this.consumer = consumer;
            this.table = table;
        }

        @Override
        public List<Held> next() {
            return answered(() -> {
                var held = new ArrayList<Held>();
                for (var record : consumer.poll(POLL)) {
                    if (Arrays.equals(record.key(), table)) {
                        held.add(new Held(record.offset(), record.value()));
                    }
                }
                return held;
            });
        }

        @Override
        public long offset() {
            return answered(() -> consumer.position(partition));
        }

        @Override
        public void close() {
            consumer.close();
        }
    }
}

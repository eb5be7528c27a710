package vn.mach.router.replay;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import vn.mach.change.DeadLetter;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.DatasetId;
import vn.mach.wire.RecordDecoder;
import vn.mach.wire.SchemaCatalog;

/** A dataset's dead letters, up to the last that was there when this was opened. */
final class KeptLetters implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** What is done with a dead letter, which stands at this offset of its topic. */
    interface Reader {
        void read(long offset, DeadLetter letter);
    }

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final RecordDecoder decoder;
    private final TopicPartition all;
    private final long end;

    KeptLetters(DatasetId dataset, KafkaConnection kafka, SchemaCatalog catalog) {
        var properties = kafka.properties();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.decoder = new RecordDecoder(catalog);
        this.all = new TopicPartition(dataset.deadLetterTopic(), 0);
        consumer.assign(List.of(all));
        this.end = consumer.endOffsets(List.of(all), PATIENCE).getOrDefault(all, 0L);
    }

    /** Gives each from this offset on to the reader. */
    void readFrom(long offset, Reader reader) {
        long first = consumer.beginningOffsets(List.of(all), PATIENCE).getOrDefault(all, 0L);
        consumer.seek(all, Math.max(first, offset));
        while (consumer.position(all, PATIENCE) < end) {
            for (var record : consumer.poll(POLL)) {
                if (record.offset() < end) {
                    reader.read(
                            record.offset(), DeadLetter.fromAvro(decoder.decode(record.value(), DeadLetter.SCHEMA)));
                }
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}

package vn.mach.sandbox.proof;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import vn.mach.connection.KafkaConnection;

/** Everything that a topic holds: keys, values, tombstones and headers as the bytes that they are. */
record ViewBytes(List<ConsumerRecord<byte[], byte[]>> records) {
    private static final Duration POLL = Duration.ofMillis(200);

    /** All that is there now, also what a transaction has not committed or has taken back: nothing hides it but the reader. */
    static ViewBytes read(KafkaConnection reader, String topic) {
        var properties = new HashMap<>(reader.properties());
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        var bytes = new ByteArrayDeserializer();
        try (var consumer = new KafkaConsumer<>(properties, bytes, bytes)) {
            consumer.assign(consumer.partitionsFor(topic).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList());
            consumer.seekToBeginning(consumer.assignment());
            var ends = consumer.endOffsets(consumer.assignment());
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(POLL).forEach(records::add);
            }
        }
        return new ViewBytes(records);
    }

    long tombstones() {
        return records.stream().filter(record -> record.value() == null).count();
    }

    static byte[] whole(ConsumerRecord<byte[], byte[]> record) {
        var all = new ByteArrayOutputStream();
        append(all, record.key());
        append(all, record.value());
        for (var header : record.headers()) {
            append(all, header.key().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            append(all, header.value());
        }
        return all.toByteArray();
    }

    private static void append(ByteArrayOutputStream all, byte @org.jspecify.annotations.Nullable [] part) {
        if (part != null) {
            all.writeBytes(part);
        }
    }
}

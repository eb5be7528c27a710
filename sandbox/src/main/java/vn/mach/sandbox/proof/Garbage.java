package vn.mach.sandbox.proof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.host.SandboxFailure;

/** Bad records that hold whole rows of the inspections, written as the broker's administrator. */
final class Garbage implements AutoCloseable {
    private final Sandbox sandbox;
    private final KafkaProducer<byte[], byte[]> producer;
    private int written;

    Garbage(Sandbox sandbox) {
        this.sandbox = sandbox;
        producer = new KafkaProducer<>(
                sandbox.kafka().admin().properties(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** A row cut off, one that is no Avro, and one whose key is cut off. */
    void write() {
        var records = ViewBytes.read(sandbox.kafka().admin(), Inspections.ID.topic()).records().stream()
                .filter(record -> record.value() != null && record.value().length > 200)
                .toList();
        var row = records.get(records.size() - 1);
        send(row, row.key(), Arrays.copyOf(row.value(), row.value().length - 3));
        var noAvro = row.value().clone();
        noAvro[0] = 'x';
        send(row, row.key(), noAvro);
        send(row, Arrays.copyOf(row.key(), row.key().length - 1), row.value());
    }

    /** So far. */
    int written() {
        return written;
    }

    private void send(ConsumerRecord<byte[], byte[]> row, byte[] key, byte[] value) {
        var headers = new ArrayList<Header>(List.of(row.headers().toArray()));
        try {
            producer.send(new ProducerRecord<>(row.topic(), row.partition(), key, value, headers))
                    .get();
            written++;
        } catch (ExecutionException e) {
            throw SandboxFailure.broken("Cannot write to " + row.topic(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SandboxFailure.broken("Interrupted while writing to " + row.topic(), e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}

package vn.mach.router.replay;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import vn.mach.change.DeadLetter;
import vn.mach.change.DeadLetter.Cause;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.router.topology.Resubmission;
import vn.mach.wire.SchemaCatalog;

/**
 * Submits kept records to the dataset's router once more. The router takes in what is newer than the row it knows and drops the
 * rest, so a record may be submitted again and again, after newer ones and during others; what is still bad is kept again.
 */
public final class Replay {
    private static final int PATIENCE_MILLIS = 10_000;

    private final DatasetId dataset;
    private final KafkaConnection kafka;
    private final SchemaCatalog catalog;

    public Replay(DatasetId dataset, KafkaConnection kafka, SchemaCatalog catalog) {
        this.dataset = dataset;
        this.kafka = kafka;
        this.catalog = catalog;
    }

    /**
     * What was done.
     *
     * @param kept dead letters that were looked at
     * @param submitted records, by why they were kept last
     */
    public record Outcome(int kept, Map<Cause, Integer> submitted) {}

    /** Of a record on the dataset's topic. */
    private record Place(int partition, long offset) {
        static Place of(DeadLetter letter) {
            return new Place(letter.partition(), letter.offset());
        }
    }

    /**
     * Submits each record once, however often it was kept. A row that one view fails on was taken in, and is not submitted: a
     * new version of that view looks at every row. Throws {@link KafkaException}; what was submitted before stays so.
     *
     * @param fromOffset of the dead letter topic
     * @param causes those that are wanted
     */
    public Outcome run(long fromOffset, Set<Cause> causes) {
        var last = new HashMap<Place, Long>();
        var submitted = new EnumMap<Cause, Integer>(Cause.class);
        var sent = new ArrayList<Future<RecordMetadata>>();
        try (var letters = new KeptLetters(dataset, kafka, catalog);
                var producer = producer()) {
            int partitions = producer.partitionsFor(dataset.replayTopic()).size();
            var kept = new int[1];
            letters.readFrom(fromOffset, (offset, letter) -> {
                kept[0]++;
                if (!letter.cause().isOfAView()) {
                    requireThere(letter, partitions);
                    last.put(Place.of(letter), offset);
                }
            });
            letters.readFrom(fromOffset, (offset, letter) -> {
                if (last.getOrDefault(Place.of(letter), -1L) == offset && causes.contains(letter.cause())) {
                    sent.add(producer.send(resubmission(letter)));
                    submitted.merge(letter.cause(), 1, Integer::sum);
                }
            });
            awaitAll(sent);
            return new Outcome(kept[0], submitted);
        }
    }

    /** Before anything is submitted: the row's partition is the router's, and no other will do. */
    private void requireThere(DeadLetter letter, int partitions) {
        if (letter.partition() >= partitions) {
            throw new KafkaException(dataset.replayTopic() + " has " + partitions
                    + " partitions, a dead letter is of partition " + letter.partition() + " of " + dataset.topic()
                    + ": give it as many as the dataset has (kafka-topics.sh --alter --partitions)");
        }
    }

    private ProducerRecord<byte[], byte[]> resubmission(DeadLetter letter) {
        return new ProducerRecord<>(
                dataset.replayTopic(),
                letter.partition(),
                letter.timestampMillis(),
                letter.key(),
                letter.value(),
                Resubmission.headers(letter));
    }

    private KafkaProducer<byte[], byte[]> producer() {
        var properties = kafka.properties();
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, PATIENCE_MILLIS);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.LARGEST_BATCH_BYTES);
        return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void awaitAll(List<Future<RecordMetadata>> sent) {
        try {
            for (var one : sent) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new KafkaException("a record was not submitted: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted", e);
        }
    }
}

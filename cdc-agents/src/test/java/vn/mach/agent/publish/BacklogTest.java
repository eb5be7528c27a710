package vn.mach.agent.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.agent.progress.Progress;
import vn.mach.change.Contract;
import vn.mach.change.Operation;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.wire.SchemaCatalog;

/** When changes become visible: at once, or, with a backlog, together. */
class BacklogTest {
    private static final DatasetId DATASET = DatasetId.parse("moj.backlog");
    private static final int MANY = 500;
    private static final long LONG_AGO = 1_751_328_000_000_000L;

    private final MockProducer<byte[], byte[]> kafka =
            new MockProducer<>(Cluster.empty(), true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final DatasetWriter writer =
            new DatasetWriter(AgentId.parse("moj.civil"), kafka, Duration.ofMinutes(1), System::nanoTime);
    private final ChangePublisher publisher = ChangePublisher.resume(
            writer,
            progress -> new ProducerRecord<>("offsets", 0, new byte[0], new byte[0]),
            Progress.afterSnapshot(1, 500));
    private final DatasetTopic topic = topic();

    @BeforeEach
    void open() {
        kafka.initTransactions();
    }

    @Test
    void changes_of_this_moment_are_visible_after_their_batch_however_many() {
        tell("1", MANY, System.currentTimeMillis() * 1_000);

        publisher.flushUnlessBehind(MANY);

        assertThat(kafka.commitCount()).isEqualTo(1);
        assertThat(kafka.history()).hasSize(MANY + 1);
    }

    @Test
    void old_changes_that_come_one_by_one_are_visible_at_once() {
        tell("1", 1, LONG_AGO);

        publisher.flushUnlessBehind(3);

        assertThat(kafka.commitCount()).isEqualTo(1);
    }

    @Test
    void batches_of_a_backlog_share_a_transaction_with_one_offset() {
        tell("1", MANY, LONG_AGO);
        publisher.flushUnlessBehind(MANY);
        tell("2", MANY, LONG_AGO);
        publisher.flushUnlessBehind(MANY);

        assertThat(kafka.commitCount()).isZero();
        tell("3", 1, LONG_AGO);
        publisher.flushUnlessBehind(3);
        assertThat(kafka.commitCount()).isEqualTo(1);
        assertThat(kafka.history()).hasSize(2 * MANY + 2);
    }

    @Test
    void the_end_of_a_backlog_does_not_wait_for_another_batch() {
        tell("1", MANY, LONG_AGO);
        publisher.flushUnlessBehind(MANY);
        publisher.flushOverdue();
        assertThat(kafka.commitCount()).isZero();

        for (long began = System.nanoTime(); kafka.commitCount() == 0 && System.nanoTime() - began < 900_000_000; ) {
            publisher.flushOverdue();
        }

        assertThat(kafka.commitCount()).isEqualTo(1);
        assertThat(kafka.history()).hasSize(MANY + 1);
    }

    private void tell(String transaction, int changes, long committedAtMicros) {
        publisher.begin(transaction);
        for (int i = 0; i < changes; i++) {
            var key = new GenericData.Record(topic.keySchema());
            key.put("id", (long) i);
            var row = new GenericData.Record(topic.rowSchema());
            row.put("id", (long) i);
            publisher.change(transaction, topic, Operation.CREATE, key, row, committedAtMicros);
        }
        publisher.end(transaction, 1_000 * Long.parseLong(transaction));
    }

    private static DatasetTopic topic() {
        var row = SchemaBuilder.record("Row")
                .namespace(DATASET.namespace())
                .fields()
                .requiredLong("id")
                .endRecord();
        var contract = Contract.of(DATASET, row, List.of("id"));
        var catalog = SchemaCatalog.connect(SchemaRegistryConnection.of("mock://backlog"));
        catalog.register(Topics.keySubject(DATASET.topic()), contract.keySchema());
        catalog.register(Topics.valueSubject(DATASET.topic()), contract.envelopeSchema());
        return DatasetTopic.open(DATASET, catalog, 6);
    }
}

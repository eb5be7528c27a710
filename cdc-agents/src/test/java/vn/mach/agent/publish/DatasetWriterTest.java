package vn.mach.agent.publish;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.AgentId;

class DatasetWriterTest {
    private static final AgentId AGENT = AgentId.parse("moj.civil");

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final MockProducer<byte[], byte[]> kafka =
            new MockProducer<>(Cluster.empty(), true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final DatasetWriter writer = new DatasetWriter(AGENT, kafka, Duration.ofMinutes(15), nanos::get);

    @BeforeEach
    void open() {
        kafka.initTransactions();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_transaction_that_kafka_gave_up_for_its_length_is_not_told_as_another_process(boolean epoch) {
        writer.begin();
        nanos.addAndGet(Duration.ofMinutes(15).toNanos());
        kafka.commitTransactionException =
                epoch ? new InvalidProducerEpochException("old") : new InvalidTxnStateException("none");

        assertThatThrownBy(writer::commit)
                .isInstanceOf(AgentFailure.Broken.class)
                .hasMessageContaining("transaction of agent moj.civil took longer than 15 min");
    }

    @Test
    void a_process_that_is_fenced_in_time_says_that_another_has_started() {
        writer.begin();
        nanos.addAndGet(Duration.ofMinutes(14).toNanos());
        kafka.commitTransactionException = new InvalidProducerEpochException("old");

        assertThatThrownBy(writer::commit)
                .isInstanceOf(AgentFailure.Fenced.class)
                .hasMessageContaining("another process has started as agent moj.civil");
    }

    @Test
    void a_topic_that_refuses_a_large_row_is_told_with_the_setting_it_needs() {
        writer.begin();
        kafka.commitTransactionException = new RecordTooLargeException("2000000 bytes");

        assertThatThrownBy(writer::commit)
                .isInstanceOf(AgentFailure.Misconfigured.class)
                .hasMessageContaining("max.message.bytes of its datasets' topics to 8454144");
    }

    @Test
    void a_kafka_whose_name_is_not_known_now_is_waited_for_in_one_line() {
        assertThatThrownBy(() -> DatasetWriter.open(
                        new KafkaConnection("no-such-host.invalid:9092", null, null), AGENT, Duration.ofMinutes(1)))
                .isInstanceOf(AgentFailure.Unavailable.class)
                .hasMessageContaining("no-such-host.invalid")
                .hasMessageContaining("check kafka.bootstrap");
    }
}

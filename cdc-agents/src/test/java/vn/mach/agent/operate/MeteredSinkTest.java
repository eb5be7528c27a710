package vn.mach.agent.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.StatusReporter.State;
import vn.mach.agent.publish.TransactionalSink;
import vn.mach.change.Operation;

class MeteredSinkTest {
    private final List<String> acts = new ArrayList<>();
    private final RunningAgent agent = new RunningAgent(Configs.standard(), new Asked());
    private final TransactionalSink sink = agent.metered(new Acts());

    @Test
    void what_is_counted_is_visible() {
        sink.begin();
        event(Operation.CREATE);
        event(Operation.CREATE);
        event(Operation.DELETE);
        assertThat(person().rows()).containsEntry("create", 0L);

        sink.commit();

        assertThat(person().rows())
                .containsEntry("create", 2L)
                .containsEntry("delete", 1L)
                .containsEntry("update", 0L);
        assertThat(person().bytes()).isEqualTo(3 * 7);
        assertThat(agent.view().transactions()).isEqualTo(1);
        assertThat(agent.view().lagMillis()).isBetween(1_000L, 60_000L);
        assertThat(agent.metrics()).contains("mach_agent_rows_total{dataset=\"moj.person\",op=\"create\"} 2\n");
    }

    @Test
    void what_kafka_gave_up_is_not_counted() {
        sink.begin();
        event(Operation.CREATE);
        sink.close();
        sink.begin();
        sink.commit();

        assertThat(person().rows()).containsEntry("create", 0L);
        assertThat(person().bytes()).isZero();
    }

    @Test
    void a_change_that_waits_for_kafka_makes_the_lag_grow() {
        assertThat(agent.view().lagMillis()).isNull();

        sink.begin();
        event(Operation.UPDATE);

        assertThat(agent.view().lagMillis()).isGreaterThanOrEqualTo(1_000L);
    }

    @Test
    void a_paused_agent_begins_no_transaction_and_finishes_the_one_in_hand() throws Exception {
        agent.begins(State.STREAMING, null);
        sink.begin();
        agent.pause();
        sink.commit();

        var next = CompletableFuture.runAsync(sink::begin);
        assertThat(next).isNotDone();
        assertThat(acts).containsExactly("begin", "commit");
        agent.resume();

        next.get(10, TimeUnit.SECONDS);
        assertThat(acts).containsExactly("begin", "commit", "begin");
    }

    @Test
    void a_paused_agent_can_be_stopped() {
        agent.begins(State.STREAMING, null);
        agent.pause();
        var next = CompletableFuture.runAsync(sink::begin);

        agent.end();

        assertThatThrownBy(() -> next.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(AgentFailure.Broken.class);
        assertThat(acts).isEmpty();
    }

    private void event(Operation operation) {
        var record = new ProducerRecord<>("data.moj.person", new byte[3], new byte[4]);
        sink.event(record, operation, (System.currentTimeMillis() - 1_000) * 1_000);
    }

    private View.Table person() {
        return agent.view().tables().get(0);
    }

    /** Kafka, as far as it matters here. */
    private final class Acts implements TransactionalSink {
        @Override
        public void begin() {
            acts.add("begin");
        }

        @Override
        public void send(ProducerRecord<byte[], byte[]> record) {
            assertThat(record.topic()).isNotEmpty();
        }

        @Override
        public void commit() {
            acts.add("commit");
        }

        @Override
        public void close() {
            acts.add("close");
        }
    }
}

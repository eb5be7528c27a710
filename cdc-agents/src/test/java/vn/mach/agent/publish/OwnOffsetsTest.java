package vn.mach.agent.publish;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.mach.agent.progress.AgentFailure;

/** A process that waits must find out whether another has taken over, before it fences that one. */
class OwnOffsetsTest {
    private @Nullable AgentOffset visible;
    private final OwnOffsets own = new OwnOffsets(new OffsetLog() {
        @Override
        public ProducerRecord<byte[], byte[]> record(AgentOffset offset) {
            return new ProducerRecord<>("offsets", new byte[0]);
        }

        @Override
        public @Nullable AgentOffset last() {
            return visible;
        }
    });

    @Test
    void the_first_run_of_a_process_takes_over_from_whoever_was_before() {
        visible = offset(1);

        assertThatCode(own::requireOwn).doesNotThrowAnyException();
    }

    @Test
    void a_run_goes_on_whether_its_last_commit_became_visible_or_not() {
        visible = own.last();
        own.record(offset(1));
        assertThatCode(own::requireOwn).doesNotThrowAnyException();

        visible = offset(1);
        assertThatCode(own::requireOwn).doesNotThrowAnyException();

        own.record(offset(2));
        assertThatCode(own::requireOwn).doesNotThrowAnyException();
    }

    @Test
    void a_commit_that_becomes_visible_only_after_it_was_looked_for_is_no_other_process() {
        visible = offset(1);
        own.last();
        own.record(offset(2));
        own.last();
        own.last();

        visible = offset(2);

        assertThatCode(own::requireOwn).doesNotThrowAnyException();
        visible = offset(7);
        assertThatThrownBy(own::requireOwn).isInstanceOf(AgentFailure.Fenced.class);
    }

    @Test
    void a_process_that_another_has_published_after_ends_as_fenced() {
        visible = offset(1);
        own.last();
        own.record(offset(2));
        visible = offset(7);

        assertThatThrownBy(own::requireOwn)
                .isInstanceOf(AgentFailure.Fenced.class)
                .hasMessageContaining("another process has published");
    }

    private static AgentOffset offset(long commit) {
        return new AgentOffset(
                "moj.civil", AgentOffset.Phase.STREAMING, 1, commit, Map.of(), null, List.of("public.a=moj.a"), commit);
    }
}

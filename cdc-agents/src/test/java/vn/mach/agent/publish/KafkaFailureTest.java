package vn.mach.agent.publish;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import vn.mach.agent.progress.AgentFailure;

class KafkaFailureTest {
    static Exception[] passing() {
        return new Exception[] {
            new TimeoutException("no answer"),
            new NotEnoughReplicasException("one of two"),
            new InvalidTxnStateException("given up by the coordinator"),
            new KafkaException("in error state", new TimeoutException("expired")),
            new KafkaException("no client", new ConfigException("No resolvable bootstrap urls given")),
        };
    }

    @ParameterizedTest
    @MethodSource("passing")
    void what_may_be_over_later_is_waited_for(Exception cause) {
        assertThat(KafkaFailure.of("Kafka is away", cause))
                .isInstanceOf(AgentFailure.Unavailable.class)
                .hasMessage("Kafka is away");
    }

    @Test
    void a_refusal_is_for_the_operator_and_anything_else_ends_the_process() {
        assertThat(KafkaFailure.of("refused", new SaslAuthenticationException("wrong")))
                .isInstanceOf(AgentFailure.Misconfigured.class);
        assertThat(KafkaFailure.of("refused", new KafkaException(new TopicAuthorizationException("data.moj.a"))))
                .isInstanceOf(AgentFailure.Misconfigured.class);
        assertThat(KafkaFailure.of("too large", new RecordTooLargeException("2 MB")))
                .isInstanceOf(AgentFailure.Broken.class);
        assertThat(KafkaFailure.of("wrong file", new ConfigException("Invalid url in bootstrap.servers")))
                .isInstanceOf(AgentFailure.Broken.class);
    }
}

package vn.mach.agent;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the agent's own logback.xml lets through. */
class LogbackTest {
    private final LoggerContext context = configured();

    /** Each of these writes a row's value into a warning or an error. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "io.debezium.connector.postgresql.connection.AbstractColumnValue",
                "io.debezium.connector.postgresql.connection.DateTimeFormat",
                "io.debezium.connector.postgresql.PostgresChangeRecordEmitter",
                "io.debezium.data.vector.Vectors",
                "io.debezium.relational.TableSchemaBuilder",
                "io.debezium.relational.RelationalSnapshotChangeEventSource",
                "io.debezium.pipeline.ErrorHandler"
            })
    void what_debezium_says_of_rows_is_not_logged(String logger) {
        assertThat(context.getLogger(logger).isErrorEnabled()).isFalse();
    }

    @Test
    void what_the_agent_says_is() {
        assertThat(context.getLogger(Agent.class).isInfoEnabled()).isTrue();
        assertThat(context.getLogger("org.apache.kafka.clients.NetworkClient").isWarnEnabled())
                .isTrue();
    }

    private static LoggerContext configured() {
        var context = new LoggerContext();
        var configurator = new JoranConfigurator();
        configurator.setContext(context);
        try {
            configurator.doConfigure(Path.of("src/main/resources/logback.xml").toFile());
        } catch (JoranException e) {
            throw new AssertionError(e);
        }
        return context;
    }
}

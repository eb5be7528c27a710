package vn.mach.agent.postgresql;

import io.debezium.config.Configuration;
import io.debezium.connector.postgresql.PostgresConnector;
import io.debezium.connector.postgresql.PostgresConnectorConfig;
import io.debezium.connector.postgresql.PostgresConnectorTask;
import io.debezium.connector.postgresql.PostgresOffsetContext;
import io.debezium.connector.postgresql.PostgresPartition;
import io.debezium.connector.postgresql.PostgresSchema;
import io.debezium.connector.postgresql.connection.PostgresConnection;
import io.debezium.connector.postgresql.connection.ReplicationConnection;
import io.debezium.pipeline.ChangeEventSourceCoordinator;
import java.sql.SQLException;
import java.util.List;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.capture.Arrivals;

/** Debezium's connector, which costs nothing while nothing happens, and little for a row. Made by Debezium's engine, by its name. */
@SuppressWarnings("unchecked") // Debezium's own: it gives a method that has a type parameter back as one that has none
public final class QuietConnector extends PostgresConnector {
    @Override
    public Class<? extends Task> taskClass() {
        return QuietTask.class;
    }

    /** Its task. */
    public static final class QuietTask extends PostgresConnectorTask {
        private @Nullable Arrivals arrivals;
        private @Nullable RowDecoder decoder;

        @Override
        public ChangeEventSourceCoordinator<PostgresPartition, PostgresOffsetContext> start(Configuration config) {
            var coordinator = super.start(config);
            var told = Arrivals.of(coordinator);
            arrivals = told;
            if (decoder != null) {
                decoder.into(told);
            }
            return coordinator;
        }

        @Override
        protected ReplicationConnection buildReplicationConnection(
                PostgresConnection connection, PostgresSchema schema, PostgresConnectorConfig config)
                throws SQLException {
            var replication = super.buildReplicationConnection(connection, schema, config);
            decoder = RowDecoder.in(replication, config, schema, connection);
            return replication;
        }

        @Override
        public List<SourceRecord> doPoll() throws InterruptedException {
            return arrivals == null ? super.doPoll() : arrivals.poll(super::doPoll);
        }
    }
}

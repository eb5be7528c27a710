package vn.mach.agent.mariadb;

import io.debezium.config.Configuration;
import io.debezium.connector.mariadb.MariaDbConnector;
import io.debezium.connector.mariadb.MariaDbConnectorTask;
import io.debezium.connector.mariadb.MariaDbOffsetContext;
import io.debezium.connector.mariadb.MariaDbPartition;
import io.debezium.pipeline.ChangeEventSourceCoordinator;
import java.util.List;
import org.apache.kafka.connect.connector.Task;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.capture.Arrivals;

/** Debezium's connector, which costs nothing while nothing happens. Made by Debezium's engine, by its name. */
@SuppressWarnings("unchecked") // Debezium's own: it gives a method that has a type parameter back as one that has none
public final class QuietConnector extends MariaDbConnector {
    @Override
    public Class<? extends Task> taskClass() {
        return QuietTask.class;
    }

    /** Its task. */
    public static final class QuietTask extends MariaDbConnectorTask {
        private @Nullable Arrivals arrivals;

        @Override
        protected ChangeEventSourceCoordinator<MariaDbPartition, MariaDbOffsetContext> start(Configuration config) {
            var coordinator = super.start(config);
            arrivals = Arrivals.of(coordinator);
            return coordinator;
        }

        @Override
        protected List<SourceRecord> doPoll() throws InterruptedException {
            return arrivals == null ? super.doPoll() : arrivals.poll(super::doPoll);
        }
    }
}

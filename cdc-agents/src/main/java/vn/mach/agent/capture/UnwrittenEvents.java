package vn.mach.agent.capture;

import io.debezium.config.CommonConnectorConfig;
import io.debezium.pipeline.ChangeEventSourceCoordinator;
import io.debezium.pipeline.EventDispatcher;
import io.debezium.pipeline.signal.actions.SignalAction;
import io.debezium.pipeline.signal.actions.SignalActionProvider;
import io.debezium.pipeline.source.spi.DataChangeEventListener;
import io.debezium.pipeline.spi.Partition;
import io.debezium.spi.schema.DataCollectionId;
import java.util.Map;

/**
 * Keeps Debezium from writing each change of the stream out as text for a metric that nobody reads, which takes a fifth of
 * its thread and holds a row's key in a bean. This is where Debezium, in the thread that will stream, hands out what it
 * dispatches events with; it has no setting for it. Its beans for the stream then count no events; the agent counts its
 * own. Made by Debezium, by the name in {@code META-INF/services}.
 */
public final class UnwrittenEvents implements SignalActionProvider {
    @Override
    public <P extends Partition> Map<String, SignalAction<P>> createActions(
            EventDispatcher<P, ? extends DataCollectionId> dispatcher,
            ChangeEventSourceCoordinator<P, ?> coordinator,
            CommonConnectorConfig config) {
        dispatcher.setEventListener(DataChangeEventListener.NO_OP());
        return Map.of();
    }
}

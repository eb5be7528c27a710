package vn.mach.agent.capture;

import io.debezium.config.CommonConnectorConfig;
import io.debezium.data.Envelope.Operation;
import io.debezium.pipeline.ChangeEventSourceCoordinator;
import io.debezium.pipeline.ConnectorEvent;
import io.debezium.pipeline.EventDispatcher;
import io.debezium.pipeline.signal.actions.SignalAction;
import io.debezium.pipeline.signal.actions.SignalActionProvider;
import io.debezium.pipeline.source.spi.DataChangeEventListener;
import io.debezium.pipeline.spi.OffsetContext;
import io.debezium.pipeline.spi.Partition;
import io.debezium.spi.schema.DataCollectionId;
import java.util.Map;
import org.apache.kafka.connect.data.Struct;

/**
 * Hears of each change of the stream, in place of Debezium's own listener: that one writes it out as text for a metric that nobody
 * reads, which takes a fifth of its thread and holds a row's key in a bean. This is where Debezium, in the thread that will stream, hands
 * out what it dispatches events with; it has no setting for it. Its beans for the stream then count no events; the agent counts its own.
 * Made by Debezium, by the name in {@code META-INF/services}.
 */
public final class ToldEvents implements SignalActionProvider {
    @Override
    public <P extends Partition> Map<String, SignalAction<P>> createActions(
            EventDispatcher<P, ? extends DataCollectionId> dispatcher,
            ChangeEventSourceCoordinator<P, ?> coordinator,
            CommonConnectorConfig config) {
        var arrivals = Arrivals.of(coordinator);
        arrivals.into(dispatcher::enqueueNotification);
        dispatcher.setEventListener(new Listener<>(arrivals));
        return Map.of();
    }

    private record Listener<P extends Partition>(Arrivals arrivals) implements DataChangeEventListener<P> {
        @Override
        public void onEvent(
                P partition,
                DataCollectionId source,
                OffsetContext offset,
                Object key,
                Struct value,
                Operation operation) {
            arrivals.told();
        }

        @Override
        public void onFilteredEvent(P partition, String event) {}

        @Override
        public void onFilteredEvent(P partition, String event, Operation operation) {}

        @Override
        public void onErroneousEvent(P partition, String event) {}

        @Override
        public void onErroneousEvent(P partition, String event, Operation operation) {}

        @Override
        public void onConnectorEvent(P partition, ConnectorEvent event) {}
    }
}

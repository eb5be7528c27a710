package vn.mach.agent.capture;

import java.util.Properties;
import vn.mach.agent.config.AgentConfig;

/** How Debezium's engine is set up, whatever the source. */
public final class EngineSettings {
    /** First part of Debezium's own topic names; no such topic exists. */
    private static final String PREFIX = "mach";

    static final String NOTIFICATIONS = PREFIX + ".notifications";
    static final String SCHEMA_CHANGES = PREFIX;
    static final String TRANSACTIONS = PREFIX + ".transaction";
    static final String HEARTBEATS = "__debezium-heartbeat." + PREFIX;

    private static final int QUEUE_BYTES = 32 * 1024 * 1024;

    private EngineSettings() {}

    public static Properties of(AgentConfig config) {
        var properties = new Properties();
        properties.setProperty("name", PREFIX);
        properties.setProperty("topic.prefix", PREFIX);
        // Connect demands it, nothing here connects through it.
        properties.setProperty("bootstrap.servers", config.kafka().bootstrap());
        properties.setProperty("offset.storage", BoundaryStore.class.getName());
        properties.setProperty("offset.flush.interval.ms", "1000");
        // Every restart goes through the agent's own checks, so Debezium makes none.
        properties.setProperty("errors.max.retries", "0");
        properties.setProperty("poll.interval.ms", "10");
        properties.setProperty("max.batch.size", "4096");
        properties.setProperty("max.queue.size", "16384");
        // Rows may be megabytes large: what waits in memory is bounded by bytes, not by rows alone.
        properties.setProperty("max.queue.size.in.bytes", Integer.toString(QUEUE_BYTES));
        properties.setProperty("notification.enabled.channels", "sink");
        properties.setProperty("notification.sink.topic.name", NOTIFICATIONS);
        properties.setProperty("extended.headers.enabled", "false");
        properties.setProperty("provide.transaction.metadata", "true");
        properties.setProperty("tombstones.on.delete", "false");
        // A truncation must be seen, not skipped.
        properties.setProperty("skipped.operations", "none");
        // Otherwise what cannot be converted, such as a numeric NaN, becomes NULL with a line in the log.
        properties.setProperty("event.converting.failure.handling.mode", "fail");
        return properties;
    }
}

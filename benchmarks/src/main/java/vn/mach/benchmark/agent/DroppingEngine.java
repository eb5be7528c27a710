package vn.mach.benchmark.agent;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import io.debezium.pipeline.signal.actions.SignalActionProvider;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.TimeZone;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.connect.source.SourceRecord;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.postgresql.PostgresSource;
import vn.mach.agent.publish.AgentOffsets;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.agent.publish.TopicPartitions;
import vn.mach.connection.ConfigFile;
import vn.mach.wire.SchemaCatalog;

/**
 * The most that any embedder of Debezium can reach: the agent's own engine, with its properties and from its offset, whose
 * consumer counts rows and drops them. Prints the milliseconds from the first row to the end of the last one's batch, and
 * those of processor time that the process took.
 */
final class DroppingEngine implements DebeziumEngine.ChangeConsumer<RecordChangeEvent<SourceRecord>> {
    private final int expected;
    private final String rowsTopic;
    private final CountDownLatch done = new CountDownLatch(1);
    private int rows;
    private long first;
    private long last;

    private DroppingEngine(int expected, String rowsTopic) {
        this.expected = expected;
        this.rowsTopic = rowsTopic;
    }

    /**
     * Arguments: the agent's YAML file, how many rows to wait for, the table, and whether the engine is to be as Debezium ships
     * it, without what the agent adds to it.
     */
    public static void main(String[] arguments) throws InterruptedException {
        TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
        if (Boolean.parseBoolean(arguments[3])) {
            Thread.currentThread().setContextClassLoader(new AsShipped(DroppingEngine.class.getClassLoader()));
        }
        var config = ConfigFile.read(Path.of(arguments[0]), AgentConfig.class);
        var catalog = SchemaCatalog.connect(config.schemaRegistry());
        var datasets = config.tables().stream().map(config::datasetOf).toList();
        var tables = CapturedTable.of(config, catalog, TopicPartitions.of(config.kafka(), config.id(), datasets));
        var consumer = new DroppingEngine(Integer.parseInt(arguments[1]), "mach." + arguments[2]);
        try (var source = PostgresSource.connect(config)) {
            var last = new AgentOffsets(config.kafka(), config.id(), catalog).last();
            var properties = source.engine(source.begin(last, Instant.now()), tables, "unavailable");
            var engine = DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
                    .using(properties)
                    .notifying(consumer)
                    .using((success, message, error) -> System.out.println("ended: " + message))
                    .build();
            var thread = new Thread(engine, "engine");
            thread.setDaemon(true);
            thread.start();
            consumer.done.await();
        }
        var cpu = ProcessHandle.current().info().totalCpuDuration().orElseThrow();
        System.out.println("millis " + (consumer.last - consumer.first) + " cpu " + cpu.toMillis());
        Runtime.getRuntime().halt(0);
    }

    @Override
    public void handleBatch(
            List<RecordChangeEvent<SourceRecord>> events,
            DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        for (var event : events) {
            if (event.record().topic().equals(rowsTopic) && rows++ == 0) {
                first = System.currentTimeMillis();
            }
        }
        committer.markBatchFinished();
        if (rows >= expected && last == 0) {
            last = System.currentTimeMillis();
            done.countDown();
        }
    }

    /** Hides that the agent has an extension of Debezium. */
    private static final class AsShipped extends ClassLoader {
        AsShipped(ClassLoader parent) {
            super(parent);
        }

        @Override
        public Enumeration<URL> getResources(String name) throws IOException {
            var found = Collections.list(super.getResources(name));
            if (name.equals("META-INF/services/" + SignalActionProvider.class.getName())) {
                found.removeIf(url -> url.toString().contains("/cdc-agents.jar!"));
            }
            return Collections.enumeration(found);
        }
    }
}

package vn.mach.benchmark.router;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Produced;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.connection.Secret;
import vn.mach.naming.ViewId;
import vn.mach.router.RouterConfig;
import vn.mach.router.fleet.RouterApplication;
import vn.mach.router.topology.LiveViews;
import vn.mach.router.topology.LiveViews.LiveView;
import vn.mach.router.topology.RouterTopology;
import vn.mach.router.topology.ViewBinder;
import vn.mach.view.ColumnRule;
import vn.mach.view.Gate;
import vn.mach.view.PseudonymKeys;
import vn.mach.view.ViewDefinition;
import vn.mach.wire.SchemaCatalog;

/** Kafka Streams applications with the router's settings, new each time: the router itself, and one that passes bytes. */
final class Applications {
    private static final Produced<byte[], byte[]> BYTES = Produced.with(Serdes.ByteArray(), Serdes.ByteArray());
    private static final Duration CLOSE = Duration.ofSeconds(20);
    private static final Secret SECRET = new Secret("the secret of a benchmark");

    private final Bench bench;
    private final Path state;
    private final SchemaCatalog catalog;

    Applications(Bench bench, Path state, SchemaCatalog catalog) {
        this.bench = bench;
        this.state = state;
        this.catalog = catalog;
    }

    /** Records a second of a topology without decoding and stores, which writes each record to each of so many topics. */
    double copies(int topics) {
        var outputs = outputs(topics);
        var builder = new StreamsBuilder();
        var source = source(builder);
        outputs.forEach(output -> source.to(output, BYTES));
        return raw(builder, outputs);
    }

    /** The same of one that writes each record to one of so many topics, by its last byte. */
    double spread(int topics) {
        var outputs = outputs(topics);
        var builder = new StreamsBuilder();
        source(builder).to((key, value, context) -> outputs.get((value[value.length - 1] & 0xff) % topics), BYTES);
        return raw(builder, outputs);
    }

    private List<String> outputs(int count) {
        var outputs = IntStream.range(0, count)
                .mapToObj(i -> "raw-" + UUID.randomUUID())
                .toList();
        outputs.forEach(output -> bench.topic(output, Residences.PARTITIONS));
        return outputs;
    }

    private static KStream<byte[], byte[]> source(StreamsBuilder builder) {
        return builder.stream(Residences.DATASET.topic(), Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()));
    }

    private double raw(StreamsBuilder builder, List<String> outputs) {
        double rate = run(builder.build());
        bench.delete(outputs);
        return rate;
    }

    /** Records a second of the router with these views. */
    double router(List<ViewDefinition> views) {
        views.forEach(view -> bench.topic(view.id().topic(), Residences.PARTITIONS));
        var live = new LiveViews();
        views.forEach(view -> live.offer(new LiveView(view, LiveViews.Topic.PRESENT)));
        double rate = run(routing(live));
        bench.delete(views.stream().map(view -> view.id().topic()).toList());
        return rate;
    }

    Topology routing(LiveViews live) {
        return RouterTopology.build(
                Residences.DATASET, live, new ViewBinder(catalog, PseudonymKeys.derivedFrom(SECRET)));
    }

    /** One that writes each record's bytes to one topic. */
    static Topology passing(String output) {
        var builder = new StreamsBuilder();
        source(builder).to(output, BYTES);
        return builder.build();
    }

    KafkaStreams application(Topology topology, String application) {
        return new KafkaStreams(topology, properties(application));
    }

    private double run(Topology topology) {
        var application = "benchmark-" + UUID.randomUUID();
        try (var streams = application(topology, application)) {
            streams.start();
            double rate = bench.rate(application, Residences.DATASET.topic());
            streams.close(CLOSE);
            streams.cleanUp();
            return rate;
        }
    }

    private Properties properties(String application) {
        var config = new RouterConfig(
                bench.kafka(), SchemaRegistryConnection.of("mock://benchmark"), state, SECRET, 1, 0, null, null);
        var properties = RouterApplication.properties(Residences.DATASET, config);
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        return properties;
    }

    static ViewDefinition view(String name, String condition, List<String> columns) {
        return new ViewDefinition(
                ViewId.of(Residences.DATASET, name),
                1,
                1,
                Gate.OPEN,
                false,
                null,
                condition,
                columns.stream().<ColumnRule>map(ColumnRule.Keep::new).toList(),
                Residences.CONTRACT,
                Residences.PARTITIONS);
    }
}

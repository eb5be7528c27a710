package vn.mach.router.fleet;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.router.RouterConfig;
import vn.mach.router.store.RocksDbMemory;
import vn.mach.router.topology.LiveViews;
import vn.mach.router.topology.RouterTopology;
import vn.mach.router.topology.ViewBinder;

/** One dataset's running topology. It ends at its first failure, which it remembers; whoever runs it decides what next. */
public final class RouterApplication {
    private static final Logger LOG = LoggerFactory.getLogger(RouterApplication.class);
    private static final int WARM_UPS = 32;
    private static final Duration CLOSE = Duration.ofMillis(3_500);

    /** How records are fetched. */
    enum Pace {
        USUAL,
        /** After a record that cannot be taken in: gates are closed and committed before it comes again and ends it all. */
        WARY
    }

    private static final Map<String, Object> WARY = Map.of(
            StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MIN_BYTES_CONFIG),
            Integer.MAX_VALUE,
            StreamsConfig.mainConsumerPrefix(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG),
            500);

    private final KafkaStreams streams;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final boolean keepsPlace;
    private final Figures figures;

    private RouterApplication(DatasetId dataset, KafkaStreams streams, boolean keepsPlace) {
        this.streams = streams;
        this.figures = new Figures(dataset, streams);
        this.keepsPlace = keepsPlace;
    }

    /** Starts it; {@code changed} is called when it runs or fails. */
    static RouterApplication start(
            DatasetId dataset, RouterConfig config, Pace pace, LiveViews live, ViewBinder binder, Runnable changed) {
        var properties = properties(dataset, config);
        if (pace == Pace.WARY) {
            properties.putAll(WARY);
        }
        var streams = new KafkaStreams(RouterTopology.build(dataset, live, binder), properties);
        var application = new RouterApplication(dataset, streams, config.instance() != null);
        streams.setUncaughtExceptionHandler(error -> {
            application.failure.compareAndSet(null, error);
            changed.run();
            return StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
        });
        streams.setStateListener((now, before) -> {
            if (now == KafkaStreams.State.RUNNING) {
                LOG.atInfo().addKeyValue("dataset", dataset).log("application runs");
            }
            changed.run();
        });
        streams.setGlobalStateRestoreListener(application.figures);
        streams.start();
        return application;
    }

    Figures figures() {
        return figures;
    }

    boolean running() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** Why it ended; null while it has not. */
    @Nullable
    Throwable failure() {
        var known = failure.get();
        if (known == null && streams.state() == KafkaStreams.State.ERROR) {
            return new IllegalStateException("Kafka Streams is in state ERROR");
        }
        return known;
    }

    /**
     * Commits and closes. A member that leaves its group gives its partitions to the others at once; one that has a name
     * and will be back keeps them for its session timeout.
     */
    void close(boolean forGood) {
        var membership = keepsPlace && !forGood
                ? GroupMembershipOperation.REMAIN_IN_GROUP
                : GroupMembershipOperation.LEAVE_GROUP;
        streams.close(CloseOptions.timeout(CLOSE).withGroupMembershipOperation(membership));
    }

    /** The settings of every dataset's application. */
    public static Properties properties(DatasetId dataset, RouterConfig config) {
        var properties = new Properties();
        properties.putAll(config.kafka().properties());
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, dataset.routerApplication());
        properties.put(StreamsConfig.STATE_DIR_CONFIG, config.state().toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, config.threadsPerDataset());
        // Between the dataset's topic and what is submitted again no order is needed: positions tell.
        properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, StreamsConfig.MAX_TASK_IDLE_MS_DISABLED);
        properties.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbysPerPartition());
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, -1);
        properties.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksDbMemory.class);
        properties.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        latency(properties);
        failover(properties, config);
        return properties;
    }

    /** A change is with its subscribers, and a gate acknowledged, at the latest about one commit interval after it came. */
    private static void latency(Properties properties) {
        // At the latest: the router asks for its commits, see CommitPace.
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 1_000);
        properties.put(StreamsConfig.POLL_MS_CONFIG, 10);
        // A commit sends what waits. Without one, a topology of hundreds of topics would send batches of a record each.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 100);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.BATCH_SIZE_CONFIG), 64 * 1024);
        // A row may be as large as an agent publishes it; it also goes to the changelog of the last rows.
        properties.put(
                StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), Topics.LARGEST_BATCH_BYTES);
        properties.put(
                StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
                Integer.toString(Topics.LARGEST_BATCH_BYTES));
        // With more in flight, the first batches of a transaction overtake each other while the broker admits a
        // partition
        // to it: it refuses them (OutOfOrderSequence), and each retry costs the backoff.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION), 1);
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MS_CONFIG), 10);
        // While the broker still writes the end of the transaction before to hundreds of partitions, it refuses the
        // next one's
        // batches (CONCURRENT_TRANSACTIONS); the pause before the next try would double each time, up to a second.
        properties.put(StreamsConfig.producerPrefix(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG), 20);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 1_000);
    }

    /** After kill -9, others take over when the session is over; the same instance comes back to its place at once. */
    private static void failover(Properties properties, RouterConfig config) {
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 2_000);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG), 120_000);
        // A router that is new gets its share once it has copied the stores: all of them at once, looked at every
        // minute.
        properties.put(StreamsConfig.MAX_WARMUP_REPLICAS_CONFIG, WARM_UPS);
        properties.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, 60_000);
        if (config.instance() != null) {
            properties.put(
                    StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), config.instance());
        }
    }
}

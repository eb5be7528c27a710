package vn.mach.agent;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.agent.capture.Capture;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.DatabaseConfig.Kind;
import vn.mach.agent.mariadb.MariaDbSource;
import vn.mach.agent.operate.Operations;
import vn.mach.agent.operate.RunningAgent;
import vn.mach.agent.postgresql.Estimates;
import vn.mach.agent.postgresql.LogWatch;
import vn.mach.agent.postgresql.PostgresSource;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.AgentOffsets;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.agent.publish.DatasetWriter;
import vn.mach.agent.publish.Destination;
import vn.mach.agent.publish.GapRecords;
import vn.mach.agent.publish.HeldTopic;
import vn.mach.agent.publish.OwnOffsets;
import vn.mach.agent.publish.PublishedTopics;
import vn.mach.agent.publish.StatusReporter;
import vn.mach.agent.publish.StatusReporter.State;
import vn.mach.agent.publish.TopicPartitions;
import vn.mach.naming.DatasetId;
import vn.mach.wire.SchemaCatalog;

/**
 * Runs captures one after the other: a database, a Kafka or a schema registry that is away is waited for, for as long as
 * it takes; anything else ends the agent. Each run begins with all checks, and with what Kafka says is published.
 */
final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(500);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration STOP = Duration.ofSeconds(4);
    private static final Duration DROP = Duration.ofSeconds(30);
    private static final Duration LOG_LOOK = Duration.ofSeconds(10);

    private final AgentConfig config;
    private final Runnable ready;
    private final RunningAgent running;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Duration wait = FIRST_WAIT;
    private @Nullable Capture capture;
    private @Nullable OwnOffsets offsets;
    private volatile AgentFailure.@Nullable Gap spent;

    Agent(AgentConfig config, Runnable ready) {
        this.config = config;
        this.ready = ready;
        this.running = new RunningAgent(config, new TableRereads(this::current));
    }

    /** What an operator may ask of it. */
    Operations operations() {
        return running;
    }

    /** Returns after {@link #close()}; ends with an {@link AgentFailure} otherwise. */
    @SuppressWarnings("try")
    void run() {
        running.supervised();
        try {
            var datasets = config.tables().stream().map(config::datasetOf).toList();
            var catalog = SchemaCatalog.connect(config.schemaRegistry());
            try (var status = new StatusReporter(config.kafka(), config.id(), catalog);
                    var announced = running.announce(status::tell);
                    var watch = logWatch()) {
                supervise(() -> capture(catalog, datasets, watch), running::begins);
            }
        } catch (RuntimeException | OutOfMemoryError e) {
            throw AgentFailure.of(e);
        } finally {
            stopped.countDown();
        }
    }

    /** Runs captures until it is to stop, or until one ends in anything but something that is away; that is told. */
    void supervise(Runnable capture, BiConsumer<State, @Nullable String> status) {
        try {
            while (!isStopping()) {
                try {
                    capture.run();
                } catch (AgentFailure.Unavailable e) {
                    waitFor(e, status);
                }
            }
            status.accept(State.STOPPED, null);
        } catch (AgentFailure.Fenced e) {
            throw e;
        } catch (RuntimeException | OutOfMemoryError e) {
            if (!isStopping()) {
                var failure = AgentFailure.of(e);
                var gap = failure instanceof AgentFailure.Gap;
                status.accept(gap ? State.GAP : State.FAILED, failure.getMessage());
                throw failure;
            }
        }
    }

    /** Nothing in a MariaDB server waits for an agent. */
    private @Nullable LogWatch logWatch() {
        if (isMariaDb()) {
            return null;
        }
        return new LogWatch(config.database(), LOG_LOOK, running.activity()::keeps, this::spent).start();
    }

    /** The log budget is spent and the slot is about to be dropped: whatever the capture does, it is over. */
    private void spent(AgentFailure.Gap gap) {
        spent = gap;
        running.end();
        var last = current();
        if (last != null) {
            last.fail(gap);
        }
    }

    private void capture(SchemaCatalog catalog, List<DatasetId> datasets, @Nullable LogWatch watch) {
        try {
            if (spent == null) {
                captureOnce(catalog, datasets);
            }
        } catch (RuntimeException e) {
            if (spent == null) {
                throw e;
            }
        }
        var gap = spent;
        if (gap != null) {
            var unused = watch != null && watch.awaitDropped(DROP);
            throw gap;
        }
    }

    /** Read for each run, so that a topic made or a contract registered meanwhile counts. */
    private void captureOnce(SchemaCatalog catalog, List<DatasetId> datasets) {
        var partitions = TopicPartitions.of(config.kafka(), config.id(), datasets);
        var tables = CapturedTable.of(config, catalog, partitions);
        var own = offsets == null ? new OwnOffsets(new AgentOffsets(config.kafka(), config.id(), catalog)) : offsets;
        offsets = own;
        own.requireOwn();
        captureOnce(catalog, tables, own);
    }

    private void captureOnce(SchemaCatalog catalog, List<CapturedTable> tables, OwnOffsets own) {
        var next = new Capture(
                config,
                isMariaDb() ? MariaDbSource::connect : PostgresSource::connect,
                tables,
                new Destination(
                        own,
                        limit -> running.metered(DatasetWriter.open(config.kafka(), config.id(), limit)),
                        new GapRecords(config.id(), catalog),
                        new PublishedTopics(config.kafka(), catalog),
                        new HeldTopic(config.kafka(), config.id())),
                this::heard);
        synchronized (this) {
            capture = next;
        }
        if (isStopping()) {
            return;
        }
        next.run(DatasetWriter.SNAPSHOT, DatasetWriter.STREAMING);
    }

    private void heard(State state) {
        running.begins(state, null);
        if (state == State.SNAPSHOTTING) {
            running.activity().snapshots(estimates());
        }
        if (state == State.STREAMING) {
            wait = FIRST_WAIT;
            ready.run();
        }
    }

    private List<Long> estimates() {
        return isMariaDb()
                ? MariaDbSource.estimates(config.database(), config.tables())
                : Estimates.of(config.database(), config.tables());
    }

    private boolean isMariaDb() {
        return config.database().kind() == Kind.MARIADB;
    }

    private void waitFor(AgentFailure.Unavailable reason, BiConsumer<State, @Nullable String> status) {
        LOG.atWarn()
                .addKeyValue("agent", config.agent())
                .addKeyValue("error", reason.getMessage())
                .addKeyValue("millis", wait.toMillis())
                .log("waiting");
        status.accept(State.WAITING, reason.getMessage());
        try {
            if (!stopping.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentFailure.Broken("interrupted", e);
        }
    }

    private synchronized @Nullable Capture current() {
        return capture;
    }

    private boolean isStopping() {
        return stopping.getCount() == 0;
    }

    /** Stops within seconds: what is published stays, what is not comes again with the next start. */
    @Override
    public void close() {
        stopping.countDown();
        running.end();
        var last = current();
        if (last != null) {
            last.close();
        }
        try {
            if (!stopped.await(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn().addKeyValue("agent", config.agent()).log("did not stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

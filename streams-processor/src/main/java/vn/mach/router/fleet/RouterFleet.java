package vn.mach.router.fleet;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.naming.DatasetId;
import vn.mach.router.RouterConfig;
import vn.mach.router.operate.DatasetView;
import vn.mach.router.topology.ViewBinder;
import vn.mach.view.PseudonymKeys;
import vn.mach.view.ViewDefinition;
import vn.mach.wire.SchemaCatalog;

/** All datasets of this process: follows {@code ctl.views} and tells each dataset's supervisor about its views. */
public final class RouterFleet implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RouterFleet.class);
    private static final long CLOSE_MILLIS = 4_000;

    private final RouterConfig config;
    private final Cluster cluster;
    private final ViewFeed feed;
    private final ViewBinder binder;
    private final Map<DatasetId, DatasetSupervisor> datasets = new ConcurrentHashMap<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closed;

    private RouterFleet(RouterConfig config, Cluster cluster, ViewFeed feed, ViewBinder binder) {
        this.config = config;
        this.cluster = cluster;
        this.feed = feed;
        this.binder = binder;
    }

    /** Connects to Kafka; throws {@link CannotRun}. */
    public static RouterFleet connect(RouterConfig config) {
        var cluster = Cluster.connect(config.kafka());
        var catalog = SchemaCatalog.connect(config.schemaRegistry());
        // A task has gates to close meanwhile: it does not wait for an answer.
        var tasks = SchemaCatalog.unwaiting(config.schemaRegistry());
        var binder = new ViewBinder(tasks, PseudonymKeys.derivedFrom(config.pseudonymSecret()));
        return new RouterFleet(config, cluster, new ViewFeed(config.kafka(), catalog), binder);
    }

    /**
     * Reads {@code ctl.views} to its end before anything is started, so that no closed gate is overlooked, then follows it
     * until {@link #close}. Calls {@code ready} once every dataset found at the start runs or is known to be sick.
     */
    public void run(Runnable ready) {
        try {
            feed.readToEnd(this::take);
            datasets.values().forEach(DatasetSupervisor::start);
            boolean told = false;
            while (!closed) {
                feed.poll(this::takeAndStart);
                if (!told && datasets.values().stream().allMatch(DatasetSupervisor::settled)) {
                    told = true;
                    ready.run();
                }
            }
        } catch (WakeupException e) {
            LOG.debug("woken to close");
        } catch (KafkaException e) {
            throw new CannotRun("cannot follow the views", e);
        } finally {
            feed.close();
            ended.countDown();
        }
    }

    /** How each dataset fares in this process. */
    public List<DatasetView> view() {
        return datasets.values().stream().map(DatasetSupervisor::view).toList();
    }

    private DatasetSupervisor take(ViewDefinition view) {
        var supervisor = datasets.computeIfAbsent(
                view.id().dataset(), dataset -> new DatasetSupervisor(dataset, config, cluster, binder));
        supervisor.offer(view);
        return supervisor;
    }

    private void takeAndStart(ViewDefinition view) {
        take(view).start();
    }

    /** Closes all applications, each in its own time; returns within 5 s. */
    @Override
    public void close() {
        closed = true;
        feed.wakeup();
        datasets.values().parallelStream().forEach(DatasetSupervisor::stop);
        try {
            for (var dataset : datasets.values()) {
                dataset.awaitStopped(CLOSE_MILLIS);
            }
            if (!ended.await(1, TimeUnit.SECONDS)) {
                LOG.warn("the view feed did not close in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cluster.close();
    }
}

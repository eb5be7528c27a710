package vn.mach.router.fleet;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.router.RouterConfig;
import vn.mach.router.fleet.RouterApplication.Pace;
import vn.mach.router.operate.DatasetView;
import vn.mach.router.operate.DatasetView.State;
import vn.mach.router.topology.LiveViews;
import vn.mach.router.topology.LiveViews.LiveView;
import vn.mach.router.topology.LiveViews.Topic;
import vn.mach.router.topology.ViewBinder;
import vn.mach.view.Gate;
import vn.mach.view.ViewDefinition;

/**
 * Keeps one dataset's application running while there is a view to run, on a thread of its own: what takes long or fails
 * here keeps no other dataset waiting. Closed gates do not wait for this thread at all.
 */
final class DatasetSupervisor {
    private static final Logger LOG = LoggerFactory.getLogger(DatasetSupervisor.class);
    private static final long LOOK_AGAIN_MILLIS = 1_000;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final DatasetId dataset;
    private final RouterConfig config;
    private final Cluster cluster;
    private final ViewBinder binder;
    private final LiveViews live = new LiveViews();
    private final ViewAdmission admission;
    private final Map<ViewId, ViewDefinition> newest = new ConcurrentHashMap<>();
    private final Semaphore news = new Semaphore(0);
    private final Backoff backoff = new Backoff();
    private final Thread thread;
    private volatile @Nullable RouterApplication application;
    private Pace pace = Pace.USUAL;
    private long idleSince;
    private volatile boolean settled;
    private volatile @Nullable String problem;
    private volatile boolean stopping;

    DatasetSupervisor(DatasetId dataset, RouterConfig config, Cluster cluster, ViewBinder binder) {
        this.dataset = dataset;
        this.config = config;
        this.cluster = cluster;
        this.binder = binder;
        this.admission = new ViewAdmission(dataset, cluster, binder, live);
        this.thread = new Thread(this::supervise, "dataset-" + dataset);
    }

    /** Takes over a view unless a newer revision is known. A view that may be written no more is told on at once. */
    void offer(ViewDefinition view) {
        var kept = newest.merge(view.id(), view, (old, now) -> now.revision() >= old.revision() ? now : old);
        if (kept.equals(view) && view.gate() != Gate.OPEN) {
            live.offer(new LiveView(view, Topic.UNKNOWN));
        }
        news.release();
    }

    synchronized void start() {
        if (thread.getState() == Thread.State.NEW) {
            thread.start();
        }
    }

    /** Whether it is known how this dataset fares: it runs, needs nothing or has failed once. */
    boolean settled() {
        return settled;
    }

    /** How it fares now. */
    DatasetView view() {
        var runs = application;
        var state = runs != null
                ? (runs.running() ? State.RUNNING : State.REBALANCING)
                : problem != null ? State.FAILED : settled ? State.IDLE : State.STARTING;
        var figures = runs == null ? Figures.Now.NONE : runs.figures().now();
        return figures.view(dataset, state, problem, admission.counts(newest.values()));
    }

    void stop() {
        stopping = true;
        news.release();
    }

    void awaitStopped(long millis) throws InterruptedException {
        thread.join(millis);
        if (thread.isAlive()) {
            LOG.atWarn().addKeyValue("dataset", dataset).log("did not close in time");
        }
    }

    private void supervise() {
        try {
            while (!stopping) {
                converge();
                if (news.tryAcquire(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                    news.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end(false);
        }
    }

    private void converge() {
        try {
            admission.admit(newest.values());
            retireSick();
            boolean wanted = admission.needsApplication(newest.values());
            if (application == null && wanted && backoff.over()) {
                launch();
            } else if (application != null && !wanted && idleLongEnough()) {
                LOG.atInfo().addKeyValue("dataset", dataset).log("no view left, stopping");
                end(true);
            }
            idleSince = wanted ? 0 : idleSince;
            problem = application != null && application.running() ? null : problem;
            settled |= application == null ? !wanted : application.running();
        } catch (RuntimeException e) {
            // Most likely the cluster did not answer; what runs goes on, and this is asked again.
            LOG.atWarn()
                    .addKeyValue("dataset", dataset)
                    .addKeyValue("error", CannotRun.firstLine(e))
                    .log("cannot look after the dataset");
        }
    }

    /** Its last views are told as retired before an application ends. */
    private boolean idleLongEnough() {
        long now = System.nanoTime();
        idleSince = idleSince == 0 ? now : idleSince;
        return now - idleSince > IDLE_NANOS;
    }

    private void launch() {
        try {
            cluster.ensure(dataset.replayTopic(), cluster.partitionsOf(dataset.topic()));
            application = RouterApplication.start(dataset, config, pace, live, binder, news::release);
        } catch (KafkaException e) {
            fail(e);
        }
    }

    /** Ends an application that failed; it starts again, after a pause, with every topic looked for anew. */
    private void retireSick() {
        var failure = application == null ? null : application.failure();
        if (failure != null) {
            end(false);
            fail(failure);
        } else if (application != null && application.running() && backoff.healthy() && pace == Pace.WARY) {
            pace = Pace.USUAL;
            end(false); // and launched again at once
        }
    }

    private void fail(Throwable failure) {
        settled = true;
        problem = CannotRun.firstLine(failure);
        pace = Pace.WARY;
        long millis = backoff.failed();
        admission.startOver(newest.values());
        FailureLog.log(LOG, dataset, failure, millis);
    }

    private void end(boolean forGood) {
        if (application != null) {
            application.close(forGood);
            application = null;
        }
    }
}

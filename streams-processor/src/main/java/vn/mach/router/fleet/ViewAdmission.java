package vn.mach.router.fleet;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.router.operate.DatasetView.Admission;
import vn.mach.router.topology.LiveViews;
import vn.mach.router.topology.LiveViews.LiveView;
import vn.mach.router.topology.LiveViews.Topic;
import vn.mach.router.topology.ViewBinder;
import vn.mach.view.Gate;
import vn.mach.view.ViewDefinition;
import vn.mach.wire.SchemaRegistryException;

/**
 * Decides which views of a dataset its application may write: those that bind and whose topic is there, with the partitions
 * of the dataset's. A view that is refused is held: what it shows stands still until a newer revision is admitted.
 */
final class ViewAdmission {
    private static final Logger LOG = LoggerFactory.getLogger(ViewAdmission.class);

    private static final long LOOK_AGAIN = TimeUnit.SECONDS.toNanos(10);

    private final DatasetId dataset;
    private final Cluster cluster;
    private final ViewBinder binder;
    private final LiveViews live;
    private final Map<ViewId, String> problems = new HashMap<>();
    private final Map<ViewId, Long> lookedAt = new HashMap<>();

    ViewAdmission(DatasetId dataset, Cluster cluster, ViewBinder binder, LiveViews live) {
        this.dataset = dataset;
        this.cluster = cluster;
        this.binder = binder;
        this.live = live;
    }

    /** How many views are in which state. Any thread may ask. */
    Map<Admission, Long> counts(Collection<ViewDefinition> views) {
        return views.stream().collect(Collectors.groupingBy(this::admission, Collectors.counting()));
    }

    private Admission admission(ViewDefinition view) {
        return switch (view.gate()) {
            case RETIRED -> Admission.RETIRED;
            case CLOSED -> Admission.CLOSED;
            case OPEN -> admitted(view) ? Admission.ADMITTED : Admission.REFUSED;
        };
    }

    /** Looks at every view that is not settled. */
    void admit(Collection<ViewDefinition> views) {
        for (var view : views) {
            if (view.gate() == Gate.RETIRED) {
                retire(view);
            } else if (view.gate() == Gate.OPEN && !admitted(view)) {
                open(view);
            }
        }
    }

    /** Whether there is anything to run: the dataset's topic, and a view that is not done with. */
    boolean needsApplication(Collection<ViewDefinition> views) {
        boolean any = views.stream().anyMatch(view -> !(view.gate() == Gate.RETIRED && topicOf(view) == Topic.MISSING));
        return any && dataTopicIsThere();
    }

    /** Before another attempt: a topic may be gone, and a record to a missing topic ends the application. */
    void startOver(Collection<ViewDefinition> views) {
        cluster.forget(dataset.topic());
        for (var view : views) {
            cluster.forget(view.id().topic());
            live.offer(new LiveView(view, Topic.UNKNOWN));
        }
    }

    private boolean admitted(ViewDefinition view) {
        var known = live.current().views().get(view.id());
        return known != null && known.definition().revision() >= view.revision() && known.topic() == Topic.PRESENT;
    }

    private void open(ViewDefinition view) {
        try {
            binder.check(view);
            int expected = cluster.partitionsOf(dataset.topic());
            int found = cluster.partitionsOf(view.id().topic());
            if (found == 0) {
                hold(view, "topic " + view.id().topic() + " is missing");
            } else if (found != expected) {
                hold(
                        view,
                        view.id().topic() + " has " + found + " partitions, " + dataset.topic() + " has " + expected);
            } else {
                problems.remove(view.id());
                live.offer(new LiveView(view, Topic.PRESENT));
                LOG.atInfo()
                        .addKeyValue("view", view.id())
                        .addKeyValue("version", view.version())
                        .log("view admitted");
            }
        } catch (KafkaException | SchemaRegistryException.Unavailable e) {
            throw e; // nothing is known of the view: to run the others without it would lose what happens to it
            // meanwhile
        } catch (RuntimeException e) {
            // Illegal, or its schemas refused: that is this view's alone.
            hold(view, CannotRun.firstLine(e));
        }
    }

    /** A retired view's rows are deleted; once the registry has removed the topic there is nothing to delete from. */
    private void retire(ViewDefinition view) {
        var looked = lookedAt.get(view.id());
        boolean known = live.current().views().containsKey(view.id()) && topicOf(view) != Topic.UNKNOWN;
        if (known && (topicOf(view) == Topic.MISSING || (looked != null && System.nanoTime() - looked < LOOK_AGAIN))) {
            return;
        }
        lookedAt.put(view.id(), System.nanoTime());
        cluster.forget(view.id().topic());
        boolean there = cluster.partitionsOf(view.id().topic()) > 0;
        live.offer(new LiveView(view, there ? Topic.PRESENT : Topic.MISSING));
    }

    private void hold(ViewDefinition view, String problem) {
        live.offer(new LiveView(view, Topic.UNKNOWN));
        if (!Objects.equals(problems.put(view.id(), problem), problem)) {
            LOG.atError()
                    .addKeyValue("view", view.id())
                    .addKeyValue("version", view.version())
                    .addKeyValue("error", problem)
                    .log("view refused, trying again");
        }
    }

    private Topic topicOf(ViewDefinition view) {
        var known = live.current().views().get(view.id());
        return known == null ? Topic.UNKNOWN : known.topic();
    }

    private boolean dataTopicIsThere() {
        if (cluster.partitionsOf(dataset.topic()) > 0) {
            return true;
        }
        var problem = "topic " + dataset.topic() + " is missing";
        var nobody = new ViewId(dataset, "dataset");
        if (!Objects.equals(problems.put(nobody, problem), problem)) {
            LOG.atWarn()
                    .addKeyValue("dataset", dataset)
                    .addKeyValue("error", problem)
                    .log("waiting for the topic");
        }
        return false;
    }
}

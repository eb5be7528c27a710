package vn.mach.router.topology;

import java.util.HashMap;
import java.util.Map;
import vn.mach.naming.ViewId;
import vn.mach.view.Gate;
import vn.mach.view.ViewDefinition;

/**
 * The views of one dataset as they are to be run now: the bridge from the fleet, which follows {@code ctl.views}, to the
 * tasks, which look here before they write. Thread-safe; a snapshot never changes.
 */
public final class LiveViews {
    private volatile Snapshot current = new Snapshot(0, Map.of());

    /** What is known of a view's topic. One record to a topic that is missing would end the whole application. */
    public enum Topic {
        /** Not looked for yet, or the view cannot be run: nothing is written. */
        UNKNOWN,
        PRESENT,
        MISSING
    }

    /** A view and whether it may be written. Tasks bind it for themselves: a bound view belongs to one thread. */
    public record LiveView(ViewDefinition definition, Topic topic) {
        long revision() {
            return definition.revision();
        }

        boolean mayBeWritten() {
            return topic == Topic.PRESENT && definition.gate() != Gate.CLOSED;
        }
    }

    /** @param changes how often the views have changed; a task that has seen this number has seen these views */
    public record Snapshot(long changes, Map<ViewId, LiveView> views) {}

    public Snapshot current() {
        return current;
    }

    /** Takes the view over unless a newer revision is here already; says whether it did. */
    public synchronized boolean offer(LiveView view) {
        var id = view.definition().id();
        var known = current.views().get(id);
        if (known != null && known.revision() > view.revision()) {
            return false;
        }
        if (!view.equals(known)) {
            var views = new HashMap<>(current.views());
            views.put(id, view);
            current = new Snapshot(current.changes() + 1, Map.copyOf(views));
        }
        return true;
    }
}

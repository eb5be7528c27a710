package vn.mach.agent.operate;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.agent.publish.AgentStatus;

/**
 * Tells what the agent does: at each change of state, reason or held tables, while tables are read every 10 s, and at
 * least every 30 s, so that silence is a sign.
 */
public final class Announcements implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Announcements.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    static final Duration READING = Duration.ofSeconds(10);
    static final Duration SILENCE = Duration.ofSeconds(30);

    private final Activity activity;
    private final Runnable before;
    private final Consumer<AgentStatus> listener;
    private final LongSupplier nanoClock;
    private final ScheduledExecutorService looks;
    private @Nullable AgentStatus told;
    private long toldAt;

    /**
     * Tells the listener from now on, from a thread of its own or from that of {@link #look}.
     *
     * @param before brings the activity up to date
     */
    Announcements(Activity activity, Runnable before, Consumer<AgentStatus> listener) {
        this(activity, before, listener, System::nanoTime);
        var unused =
                looks.scheduleWithFixedDelay(this::lookAnyway, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Tells only when it is looked at. */
    Announcements(Activity activity, Runnable before, Consumer<AgentStatus> listener, LongSupplier nanoClock) {
        this.activity = activity;
        this.before = before;
        this.listener = listener;
        this.nanoClock = nanoClock;
        this.looks = Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, "status");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** A scheduled task that throws is never run again. */
    private void lookAnyway() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("status not told");
        }
    }

    /** Tells what is new, if anything is. */
    public synchronized void look() {
        before.run();
        var status = activity.status();
        var last = told;
        var silent = Duration.ofNanos(nanoClock.getAsLong() - toldAt);
        var limit = status.reading() == null ? SILENCE : READING;
        var same = last != null
                && last.state() == status.state()
                && Objects.equals(last.reason(), status.reason())
                && areSame(last.held(), status.held());
        if (same && silent.compareTo(limit) < 0) {
            return;
        }
        told = status;
        toldAt = nanoClock.getAsLong();
        log(last, status);
        listener.accept(status);
    }

    private void log(@Nullable AgentStatus last, AgentStatus status) {
        if (last == null || last.state() != status.state()) {
            LOG.atInfo().addKeyValue("agent", status.agent()).log(status.state().name());
        }
        var reading = activity.reading();
        if (reading != null && status.reading() != null) {
            LOG.atInfo()
                    .addKeyValue("agent", status.agent())
                    .addKeyValue("count", reading.rows())
                    .log(reading.kind() + ": " + StatusText.progress(reading));
        }
        for (var held : status.held()) {
            if (last == null || last.held().stream().noneMatch(each -> isSame(each, held))) {
                LOG.atError()
                        .addKeyValue("agent", status.agent())
                        .addKeyValue("dataset", held.dataset())
                        .addKeyValue("error", held.reason())
                        .log("held");
            }
        }
    }

    /** How many changes wait grows all the time. */
    private static boolean areSame(List<AgentStatus.Held> some, List<AgentStatus.Held> others) {
        return some.size() == others.size()
                && some.stream().allMatch(one -> others.stream().anyMatch(other -> isSame(one, other)));
    }

    private static boolean isSame(AgentStatus.Held one, AgentStatus.Held other) {
        return one.table().equals(other.table()) && one.reason().equals(other.reason());
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}

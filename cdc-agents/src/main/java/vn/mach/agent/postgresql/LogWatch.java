package vn.mach.agent.postgresql;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import vn.mach.agent.config.DatabaseConfig;
import vn.mach.agent.config.WhenSpent;
import vn.mach.agent.operate.KeptLog;
import vn.mach.agent.operate.KeptLog.Level;
import vn.mach.agent.progress.AgentFailure;

/**
 * Looks at what the server keeps for the agent's slot, every 10 s and over a connection of its own, so that it goes on
 * while the agent is paused, waits for Kafka or is stuck. Says each change of level once. What happens when the budget is
 * spent is the DBA's decision: {@link WhenSpent}.
 */
public final class LogWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LogWatch.class);
    private static final Duration STEP = Duration.ofMillis(100);

    private final DatabaseConfig config;
    private final Duration pause;
    private final Consumer<@Nullable KeptLog> seen;
    private final Consumer<AgentFailure.Gap> spent;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch dropped = new CountDownLatch(1);
    private final Thread thread = new Thread(this::watch, "log watch");
    private @Nullable Database database;
    private Level level = Level.OK;
    private String walStatus = "reserved";
    private boolean blind;

    /**
     * A watch that has not begun.
     *
     * @param seen hears what is kept at each look, and null when the database does not say
     * @param spent hears why the agent ends, before the slot is dropped; never heard unless {@link WhenSpent#DROP_SLOT}
     */
    public LogWatch(
            DatabaseConfig config, Duration pause, Consumer<@Nullable KeptLog> seen, Consumer<AgentFailure.Gap> spent) {
        this.config = config;
        this.pause = pause;
        this.seen = seen;
        this.spent = spent;
    }

    public LogWatch start() {
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void watch() {
        try {
            do {
                look();
            } while (dropped.getCount() > 0 && !closed.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            disconnect();
        }
    }

    private void look() throws InterruptedException {
        try {
            if (database == null) {
                database = Database.connect(config);
            }
            var kept = SlotLog.of(database, config);
            seen.accept(kept);
            blind = false;
            if (kept != null) {
                tell(kept);
                if (kept.level() == Level.SPENT && config.whenSpent() == WhenSpent.DROP_SLOT) {
                    drop(database, kept);
                }
            }
        } catch (AgentFailure e) {
            disconnect();
            seen.accept(null);
            if (!blind) {
                blind = true;
                event(e.getMessage()).log("what the server keeps cannot be seen");
            }
        }
    }

    private void tell(KeptLog kept) {
        if (kept.level() == level && kept.walStatus().equals(walStatus)) {
            return;
        }
        level = kept.level();
        walStatus = kept.walStatus();
        var what = kept.keptBytes() + " bytes of log kept for slot " + config.slot() + " of a budget of "
                + kept.budgetBytes() + ", wal_status " + walStatus;
        if (level == Level.OK) {
            LOG.atInfo().log("log budget: " + what);
        } else if (level == Level.WARN) {
            event(what).log("log budget: half spent");
        } else {
            LOG.atError()
                    .addKeyValue("error", what)
                    .log(level == Level.SPENT ? "log budget: spent" : "log budget: nearly spent");
        }
    }

    private static LoggingEventBuilder event(@Nullable String error) {
        return LOG.atWarn().addKeyValue("error", String.valueOf(error));
    }

    /** The server's connection to this slot is the agent's own, so it may end it. */
    private void drop(Database database, KeptLog kept) throws InterruptedException {
        spent.accept(new AgentFailure.Gap("the server kept " + kept.keptBytes() + " bytes of log for replication slot "
                + config.slot()
                + ", more than database.log-budget, and as database.when-spent says drop-slot, the agent"
                + " dropped it"));
        while (!SlotLog.drop(database) && !closed.await(STEP.toMillis(), TimeUnit.MILLISECONDS)) {
            // The server takes a moment to end the connection.
        }
        dropped.countDown();
    }

    /** Waits until the slot is dropped, if it is to be; false if it is not by then. */
    public boolean awaitDropped(Duration patience) {
        try {
            return dropped.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void disconnect() {
        if (database != null) {
            database.close();
            database = null;
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }
}

package vn.mach.agent.postgresql;

import io.debezium.DebeziumException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import vn.mach.agent.progress.AgentFailure;

/** What the end of Debezium's engine means. */
final class EngineFailure {
    private static final String UNCONVERTED = "Failed to properly convert data value";

    private EngineFailure() {}

    /**
     * The agent's own reason if it is in there. Else what the database or the network said first, which tells whether
     * trying again helps; else what lies at the bottom. A process that is out of memory is never tried again.
     */
    static AgentFailure of(Throwable error, String place) {
        var chain = chain(error);
        for (var cause : chain) {
            if (cause instanceof OutOfMemoryError) {
                return new AgentFailure.Broken(
                        "out of memory while capturing " + place + ": give the agent a larger heap (-Xmx)", error);
            }
        }
        for (var cause : chain) {
            if (cause instanceof AgentFailure reason) {
                return reason;
            }
            if (cause instanceof DebeziumException && message(place, cause).contains(UNCONVERTED)) {
                // It names table and column; what lies below quotes the value.
                return new AgentFailure.Broken(message(place, cause), error);
            }
            if (cause instanceof SQLException said) {
                return Database.isTransient(said)
                        ? new AgentFailure.Unavailable(message(place, said), error)
                        : new AgentFailure.Broken(message(place, said), error);
            }
            if (cause instanceof IOException) {
                return new AgentFailure.Unavailable(message(place, cause), error);
            }
        }
        return new AgentFailure.Broken(message(place, chain.get(chain.size() - 1)), error);
    }

    private static String message(String place, Throwable cause) {
        return "database " + place + ": " + Database.oneLine(cause);
    }

    private static List<Throwable> chain(Throwable error) {
        var seen = Collections.newSetFromMap(new IdentityHashMap<Throwable, Boolean>());
        var chain = new ArrayList<Throwable>();
        for (var cause = error; cause != null && seen.add(cause); cause = cause.getCause()) {
            chain.add(Objects.requireNonNull(cause));
        }
        return chain;
    }
}

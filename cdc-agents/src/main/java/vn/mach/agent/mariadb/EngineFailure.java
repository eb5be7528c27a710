package vn.mach.agent.mariadb;

import com.github.shyiko.mysql.binlog.network.ServerException;
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
    /** The server has not, or not any more, what was asked for from its log. */
    private static final int FATAL_ERROR_READING_BINLOG = 1236;

    private EngineFailure() {}

    /**
     * The agent's own reason if it is in there. Else what the database or the network said first, which tells whether
     * trying again helps; else what lies at the bottom. A process that is out of memory is never tried again.
     */
    static AgentFailure of(Throwable error, String place) {
        var chain = chain(error);
        if (chain.stream().anyMatch(OutOfMemoryError.class::isInstance)) {
            return new AgentFailure.Broken(
                    "out of memory while capturing " + place + ": give the agent a larger heap (-Xmx)", error);
        }
        for (var cause : chain) {
            if (cause instanceof AgentFailure reason) {
                return reason;
            }
            if (cause instanceof ServerException said) {
                return said(said, error, place);
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

    /**
     * Of the log itself: the next start compares what is stored with what the server has, and says so if that is a gap.
     * Another replica with the same server-id is one of these.
     */
    private static AgentFailure said(ServerException said, Throwable error, String place) {
        return said.getErrorCode() == FATAL_ERROR_READING_BINLOG || Database.isTransient(said.getSqlState())
                ? new AgentFailure.Unavailable(message(place, said), error)
                : new AgentFailure.Broken(message(place, said), error);
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

package vn.mach.agent.postgresql;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.publish.AgentOffset;

/**
 * By what a log is known again: a server that was restored, or promoted while it lagged behind, has another history from
 * some position on, which its own log may have passed before anyone looks. One thread at a time may use it.
 */
final class LogHistory {
    private static final String TIMELINE = "timeline";
    private static final String LAST = "last-transaction";
    private static final String LAST_END = "last-transaction-end";
    private static final String LAST_TIME = "last-transaction-time";
    private static final String NONE = "none";

    private final long timeline;
    private @Nullable String begun;
    private long begunXid;
    private long committedAt;
    private Last last;

    LogHistory(long timeline, Last last) {
        this.timeline = timeline;
        this.last = last;
    }

    /**
     * The last source transaction of which changes were told.
     *
     * @param id xid and first log position, or {@link #NONE} where the snapshot is the last that was told
     * @param end the log position after it
     * @param committedAt µs since 1970: a restored server that is told the same again gives out the same positions
     */
    record Last(String id, long end, long committedAt) {
        static Last snapshot(long at) {
            return new Last(NONE, at, 0);
        }

        boolean isSnapshot() {
            return id.equals(NONE);
        }

        long xid() {
            return Long.parseLong(id.substring(0, id.indexOf(':')));
        }

        long first() {
            return Long.parseLong(id.substring(id.indexOf(':') + 1));
        }
    }

    /** What an offset says; null of one that was stored before this was known. */
    static @Nullable Last last(AgentOffset offset) {
        var id = offset.source().get(LAST);
        var end = offset.source().get(LAST_END);
        return id == null || end == null
                ? null
                : new Last(id, Lsn.parse(end), Long.parseLong(offset.source().getOrDefault(LAST_TIME, "0")));
    }

    static long timeline(AgentOffset offset) {
        return Long.parseLong(offset.source().getOrDefault(TIMELINE, "0"));
    }

    /** The id of the transaction that begins or ends, told as {@code <xid>:<lsn>}: the part after the xid differs. */
    String transaction(String told) {
        var id = begun;
        if (id != null && xid(id).equals(xid(told))) {
            return id;
        }
        begun = told;
        begunXid = Long.parseLong(xid(told));
        committedAt = 0;
        return told;
    }

    /** The id of the transaction that this change is in, which was committed then. */
    String transaction(long xid, long committedAtMicros) {
        committedAt = committedAtMicros;
        var id = begun;
        return id != null && begunXid == xid ? id : Long.toString(xid);
    }

    /** The transaction has ended there. */
    void end(long at) {
        var id = begun;
        if (id != null && committedAt != 0) {
            last = new Last(id, at, committedAt);
        }
        begun = null;
    }

    /** The snapshot is whole. */
    void snapshot(long at) {
        last = Last.snapshot(at);
    }

    /** For an offset's {@code source}. */
    Map<String, String> toSource() {
        return Map.of(
                TIMELINE,
                Long.toString(timeline),
                LAST,
                last.id(),
                LAST_END,
                Lsn.format(last.end()),
                LAST_TIME,
                Long.toString(last.committedAt()));
    }

    /** The number of a transaction, as the log gives it. */
    static String xid(String told) {
        int colon = told.indexOf(':');
        return colon < 0 ? told : told.substring(0, colon);
    }
}

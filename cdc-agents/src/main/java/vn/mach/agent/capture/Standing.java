package vn.mach.agent.capture;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.publish.AgentOffset;
import vn.mach.change.Position;

/**
 * What a later process has to know of the tables beside how far the source is published; stored with each offset, in its
 * {@code source}. One thread at a time may change it.
 */
public final class Standing {
    private static final String GAP = "gap ";
    private static final String REREAD = "reread ";

    private final Map<String, Gap> gaps = new TreeMap<>();
    private final Map<String, Reread> rereads = new TreeMap<>();

    /** Since when a gap is known, which decides what may follow. */
    public enum Found {
        /** Before the stream began; if the next start finds all it needs, there is no gap. */
        START,
        /** In the stream; only a new history helps. */
        STREAM,
        /** A new history has begun; only reading the table again helps. */
        PASSED
    }

    /**
     * Changes of a table are lost.
     *
     * @param from in the last transaction that was published before
     */
    public record Gap(Position from, Found found, String reason) {
        String toText() {
            return from + " " + found + " " + reason;
        }

        static Gap fromText(String text) {
            var parts = text.split(" ", 3);
            return new Gap(Position.parse(parts[0]), Found.valueOf(parts[1]), parts[2]);
        }
    }

    /** How a table is to be read again while it is streamed. */
    public enum Reread {
        /** Publishes what differs from what is published, deletes too. */
        DIFFERENCES,
        /** Publishes every row. */
        EVERYTHING
    }

    /** As an offset has it; empty of none. */
    public static Standing of(@Nullable AgentOffset last) {
        var standing = new Standing();
        if (last != null) {
            last.source().forEach((key, value) -> {
                if (key.startsWith(GAP)) {
                    standing.gaps.put(key.substring(GAP.length()), Gap.fromText(value));
                } else if (key.startsWith(REREAD)) {
                    standing.rereads.put(key.substring(REREAD.length()), Reread.valueOf(value));
                }
            });
        }
        return standing;
    }

    /** For an offset's {@code source}. */
    public synchronized Map<String, String> toSource() {
        var source = new LinkedHashMap<String, String>();
        gaps.forEach((table, gap) -> source.put(GAP + table, gap.toText()));
        rereads.forEach((table, how) -> source.put(REREAD + table, how.name()));
        return source;
    }

    /** By {@code <schema>.<table>}. */
    public synchronized Map<String, Gap> gaps() {
        return Map.copyOf(gaps);
    }

    /** What is to be read again, by {@code <schema>.<table>}. */
    public synchronized Map<String, Reread> rereads() {
        return new TreeMap<>(rereads);
    }

    /** Marks a gap; one that is marked already began earlier and stays. */
    public synchronized void gap(String table, Gap gap) {
        gaps.putIfAbsent(table, gap);
    }

    /** A new history begins after all gaps. */
    public synchronized void passed() {
        gaps.replaceAll((table, gap) -> new Gap(gap.from(), Found.PASSED, gap.reason()));
    }

    public synchronized void closed(String table) {
        gaps.remove(table);
    }

    /** Everything counts more than differences. */
    public synchronized void reread(Set<String> tables, Reread how) {
        new TreeSet<>(tables).forEach(table -> rereads.merge(table, how, (a, b) -> a.compareTo(b) > 0 ? a : b));
    }

    public synchronized void done(String table) {
        rereads.remove(table);
    }
}

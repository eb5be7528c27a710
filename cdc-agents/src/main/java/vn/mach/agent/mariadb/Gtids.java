package vn.mach.agent.mariadb;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a place in the binary log holds: of each domain the last transaction before it. Two logs that agree in this at one
 * place are one history.
 *
 * @param byDomain {@code <domain>-<server>-<sequence>} by domain
 */
record Gtids(Map<Long, String> byDomain) {
    static final Gtids NONE = new Gtids(Map.of());

    Gtids {
        byDomain = Map.copyOf(byDomain);
    }

    /** As MariaDB writes it, separated by commas; none of null. */
    static Gtids parse(@Nullable String text) {
        var gtids = NONE;
        if (text != null && !text.isBlank()) {
            for (var gtid : text.split(",", -1)) {
                gtids = gtids.with(gtid.strip());
            }
        }
        return gtids;
    }

    /** Those before a place, or null if the server has no such place, between two events, any more. */
    static @Nullable Gtids at(Database database, BinlogPosition position) {
        var found = database.one(
                "SELECT BINLOG_GTID_POS(?, ?)",
                row -> Optional.ofNullable(row.getString(1)),
                position.file(),
                position.offset());
        return found.map(Gtids::parse).orElse(null);
    }

    /** After one more transaction. */
    Gtids with(String gtid) {
        var next = new TreeMap<>(byDomain);
        next.put(domain(gtid), gtid);
        return new Gtids(next);
    }

    /** Whether each of these is before the place, or is the last one. */
    boolean hold(List<String> gtids) {
        return gtids.stream().allMatch(gtid -> {
            var last = byDomain.get(domain(gtid));
            return last != null && sequence(last) >= sequence(gtid);
        });
    }

    private static long domain(String gtid) {
        return Long.parseLong(gtid.substring(0, gtid.indexOf('-')));
    }

    private static long sequence(String gtid) {
        return Long.parseUnsignedLong(gtid.substring(gtid.lastIndexOf('-') + 1));
    }

    @Override
    public String toString() {
        return new TreeMap<>(byDomain).values().stream().collect(Collectors.joining(","));
    }
}

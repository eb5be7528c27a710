package vn.mach.change;

import java.time.Instant;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import vn.mach.naming.ViewId;
import vn.mach.wire.Contracts;

/**
 * What one partition of a view came to in one hour, in absolute totals. It travels on
 * {@link vn.mach.naming.Topics#STATISTICS}.
 *
 * @param hour its beginning, milliseconds since 1970 UTC
 * @param withheld changes of rows that the view shows neither before nor after, or that came while its gate was closed
 * @param suppressed changes of rows in the view that no visible column took part in
 * @param failed changes that the view's condition or a rule failed on
 * @param bytes of the keys and values of events and tombstones
 * @param latency events by time from commit to publishing, as {@link #LATENCY_MILLIS} divides them
 */
public record Statistics(
        ViewId view,
        int partition,
        long hour,
        Published published,
        long withheld,
        long suppressed,
        long failed,
        long bytes,
        List<Long> latency,
        long atMillis) {
    public static final Schema SCHEMA = Contracts.schema("statistics");

    /** Upper bounds of the classes of latency; what takes longer than the last is in one more class. */
    public static final List<Integer> LATENCY_MILLIS = List.of(10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000);

    private static final Schema KEY = Contracts.schema("control-key");

    /** Records on the view's topic: events by operation, and tombstones. */
    public record Published(long created, long updated, long deleted, long read, long tombstones) {
        public long events() {
            return created + updated + deleted + read;
        }

        public long records() {
            return events() + tombstones;
        }
    }

    public Statistics {
        latency = List.copyOf(latency);
    }

    /** The key of this record; another one in each hour. */
    public GenericRecord controlKey() {
        var record = new GenericData.Record(KEY);
        record.put("id", view + "@" + Instant.ofEpochMilli(hour));
        record.put("partition", partition);
        return record;
    }

    public GenericRecord toAvro() {
        var record = new GenericData.Record(SCHEMA);
        record.put("view", view.toString());
        record.put("partition", partition);
        record.put("hour", hour);
        record.put("published", published.events());
        record.put("withheld", withheld);
        record.put("failed", failed);
        record.put("bytes", bytes);
        record.put("created", published.created());
        record.put("updated", published.updated());
        record.put("deleted", published.deleted());
        record.put("read", published.read());
        record.put("tombstones", published.tombstones());
        record.put("suppressed", suppressed);
        record.put("latency", latency);
        record.put("at", atMillis);
        return record;
    }

    /** The inverse of {@link #toAvro}: of a record of {@link #SCHEMA}, whatever it was written with. */
    public static Statistics fromAvro(GenericRecord record) {
        var published = new Published(
                (long) record.get("created"),
                (long) record.get("updated"),
                (long) record.get("deleted"),
                (long) record.get("read"),
                (long) record.get("tombstones"));
        return new Statistics(
                ViewId.parse(record.get("view").toString()),
                (int) record.get("partition"),
                (long) record.get("hour"),
                published,
                (long) record.get("withheld"),
                (long) record.get("suppressed"),
                (long) record.get("failed"),
                (long) record.get("bytes"),
                ((List<?>) record.get("latency")).stream().map(Long.class::cast).toList(),
                (long) record.get("at"));
    }
}

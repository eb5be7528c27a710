package vn.mach.producer.csv;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import vn.mach.change.Contract;

/**
 * An export against what is published.
 *
 * @param deleted keys
 * @param unchanged how many rows need no event
 */
public record Differences(
        List<GenericRecord> created, List<GenericRecord> updated, List<GenericRecord> deleted, int unchanged) {

    /** @param published key to hash, as {@link PublishedRows} remembers it */
    public static Differences between(Map<String, String> published, CsvExport export, Contract contract) {
        var fingerprint = new RowFingerprint(contract);
        var created = new ArrayList<GenericRecord>();
        var updated = new ArrayList<GenericRecord>();
        export.rows().forEach((key, row) -> {
            var before = published.get(key);
            if (before == null) {
                created.add(row);
            } else if (!before.equals(fingerprint.hash(row))) {
                updated.add(row);
            }
        });
        var deleted = published.keySet().stream()
                .filter(key -> !export.rows().containsKey(key))
                .map(fingerprint::keyRecord)
                .toList();
        int unchanged = export.rows().size() - created.size() - updated.size();
        return new Differences(List.copyOf(created), List.copyOf(updated), deleted, unchanged);
    }

    public boolean none() {
        return created.isEmpty() && updated.isEmpty() && deleted.isEmpty();
    }
}

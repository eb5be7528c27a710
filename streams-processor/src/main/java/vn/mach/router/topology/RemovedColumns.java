package vn.mach.router.topology;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Contract;
import vn.mach.change.Position;

/**
 * What the owner has taken out of the dataset, as far as this partition has seen rows of it: columns of an older contract that the
 * newest has not. A schema with a greater id is newer. Kept, so that no schema has to be asked for again.
 */
final class RemovedColumns {
    private final PartitionMarks marks;
    private final IntFunction<Schema> schemas;
    private int newest = -1;
    private Set<String> present = Set.of();
    private Set<String> removed = Set.of();
    private @Nullable Position since;

    /** @param schemas of envelopes, by their id */
    RemovedColumns(PartitionMarks marks, IntFunction<Schema> schemas) {
        this.marks = marks;
        this.schemas = schemas;
        var kept = marks.contract();
        if (kept != null) {
            var lines = new String(kept, StandardCharsets.UTF_8).split("\n", -1);
            newest = Integer.parseInt(lines[0]);
            present = names(lines[1]);
            removed = names(lines[2]);
            since = lines[3].isEmpty() ? null : Position.parse(lines[3]);
        }
    }

    private static Set<String> names(String line) {
        return Arrays.stream(line.split(",", -1))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }

    /** Whether the row is of a newer contract than any before. Throws, with nothing changed, if its schema cannot be asked for. */
    boolean hear(LastRow row) {
        if (row.body() == null || row.schemaId() <= newest) {
            return false;
        }
        var contract =
                Contract.notNull(schemas.apply(row.schemaId()).getField("after").schema());
        var now = contract.getFields().stream().map(Schema.Field::name).collect(Collectors.toSet());
        var gone = new TreeSet<>(removed);
        gone.addAll(present);
        gone.removeAll(now);
        since = gone.equals(removed) ? since : marks.position();
        newest = row.schemaId();
        present = now;
        removed = gone;
        var text = String.join(
                "\n",
                Integer.toString(newest),
                String.join(",", present),
                String.join(",", removed),
                since == null ? "" : since.toString());
        marks.contract(text.getBytes(StandardCharsets.UTF_8));
        return true;
    }

    /** The last position taken in before the last of them was missed; null if there is none. */
    @Nullable
    Position since() {
        return since;
    }

    /** Those that this view shows or looks at, sorted. */
    List<String> namedBy(@Nullable ViewEvaluator view) {
        return view == null || removed.isEmpty()
                ? List.of()
                : NeededColumns.named(view.definition()).stream()
                        .filter(removed::contains)
                        .sorted()
                        .toList();
    }
}

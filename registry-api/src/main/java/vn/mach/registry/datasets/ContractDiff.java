package vn.mach.registry.datasets;

import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.Schema;
import vn.mach.change.Contract;

/** How one contract differs from another, by the names of columns. */
public record ContractDiff(Set<String> added, Set<String> removed, Set<String> changed) {
    public ContractDiff {
        added = new TreeSet<>(added);
        removed = new TreeSet<>(removed);
        changed = new TreeSet<>(changed);
    }

    public static ContractDiff between(Contract before, Contract after) {
        var added = new TreeSet<String>();
        var removed = new TreeSet<String>();
        var changed = new TreeSet<String>();
        for (var field : before.row().getFields()) {
            var next = after.row().getField(field.name());
            if (next == null) {
                removed.add(field.name());
            } else if (differs(field, next)) {
                changed.add(field.name());
            }
        }
        for (var field : after.row().getFields()) {
            if (before.row().getField(field.name()) == null) {
                added.add(field.name());
            }
        }
        return new ContractDiff(added, removed, changed);
    }

    private static boolean differs(Schema.Field before, Schema.Field after) {
        return !before.equals(after) || !Objects.equals(before.aliases(), after.aliases());
    }

    public boolean isEmpty() {
        return added.isEmpty() && removed.isEmpty() && changed.isEmpty();
    }
}

package vn.mach.router.topology;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import vn.mach.view.IndexedColumn;
import vn.mach.view.IndexedColumn.Required;
import vn.mach.wire.SchemaRegistryException;

/**
 * The views of a partition by what their conditions require of one column: a change is looked at by those that could show the
 * row before or after it, however many there are beside them. A view that requires nothing, or is in the middle of a scan, looks
 * at every change. One thread at a time.
 */
final class ViewIndex {
    /** A column and the views that are found by it. */
    private static final class Group {
        private final Schema contract;
        private final IndexedColumn column;
        private final Map<Object, List<Entry>> byValue = new HashMap<>();
        private int views;

        Group(Schema contract, IndexedColumn column) {
            this.contract = contract;
            this.column = column;
        }

        /** How many views share the fullest of these values. */
        int load(Set<Object> values) {
            return values.stream()
                    .mapToInt(value -> byValue.getOrDefault(value, List.of()).size())
                    .max()
                    .orElse(0);
        }
    }

    /** Where a view stands. */
    private static final class Entry {
        private final PartitionView view;
        private @Nullable ViewEvaluator by;
        private @Nullable Group group;
        private Set<Object> values = Set.of();
        private long found;

        Entry(PartitionView view) {
            this.view = view;
        }
    }

    private final IdentityHashMap<PartitionView, Entry> entries = new IdentityHashMap<>();
    private final Set<Entry> always = new LinkedHashSet<>();
    private final List<Group> groups = new ArrayList<>();
    private long round;

    /** Puts the view where its progress says that it is to be found; to be told whenever its stretches change. */
    void place(PartitionView view, List<Stretch> stretches) {
        var entry = entries.computeIfAbsent(view, Entry::new);
        var only = stretches.size() == 1 ? stretches.get(0).view() : null;
        if (stretches.size() == 1 && only != null && only == entry.by) {
            return;
        }
        remove(entry);
        if (stretches.size() > 1) {
            always.add(entry);
        } else if (only != null) {
            add(entry, only);
        }
        // Else nothing of it is on its topic, and the scan that will put it there sees every row.
    }

    private void remove(Entry entry) {
        always.remove(entry);
        var group = entry.group;
        if (group != null) {
            for (var value : entry.values) {
                group.byValue.computeIfPresent(value, (same, views) -> {
                    views.remove(entry);
                    return views.isEmpty() ? null : views;
                });
            }
            if (--group.views == 0) {
                groups.remove(group);
            }
        }
        entry.group = null;
        entry.by = null;
    }

    /** Of the columns that a condition requires something of, the one that tells most: fewest views share its values. */
    private void add(Entry entry, ViewEvaluator by) {
        entry.by = by;
        var best = by.requirements().stream()
                .min(Comparator.comparingInt((Required required) -> load(by.contract(), required))
                        .thenComparingInt(required -> required.values().size()));
        if (best.isEmpty()) {
            always.add(entry);
            return;
        }
        var required = best.get();
        var group = group(by.contract(), required.column());
        group.views++;
        entry.group = group;
        entry.values = required.values();
        entry.values.forEach(value -> group.byValue
                .computeIfAbsent(value, unused -> new ArrayList<>(1))
                .add(entry));
    }

    private int load(Schema contract, Required required) {
        var group = find(contract, required.column());
        return group == null ? 0 : group.load(required.values());
    }

    private Group group(Schema contract, IndexedColumn column) {
        var known = find(contract, column);
        if (known != null) {
            return known;
        }
        var group = new Group(contract, column);
        groups.add(group);
        return group;
    }

    @SuppressWarnings("ReferenceEquality") // equal contracts are one instance
    private @Nullable Group find(Schema contract, IndexedColumn column) {
        for (var group : groups) {
            if (group.contract == contract && group.column.equals(column)) {
                return group;
            }
        }
        return null;
    }

    /** The views that may show the row before or after, each once; those that show neither may be among them. */
    List<PartitionView> concerned(DecodedRow before, DecodedRow after) {
        round++;
        var found = new ArrayList<PartitionView>();
        always.forEach(entry -> found.add(entry.view));
        for (var group : groups) {
            collect(group, before, found);
            collect(group, after, found);
        }
        return found;
    }

    private void collect(Group group, DecodedRow row, List<PartitionView> found) {
        try {
            var record = row.as(group.contract);
            var value = record == null ? null : group.column.valueIn(record);
            if (value != null) {
                collect(group.byValue.getOrDefault(value, List.of()), found);
            }
        } catch (SchemaRegistryException e) {
            throw e;
        } catch (RuntimeException e) {
            // The row cannot be read: each view is to fail on it, or not, for itself.
            group.byValue.values().forEach(views -> collect(views, found));
        }
    }

    private void collect(List<Entry> views, List<PartitionView> found) {
        for (var entry : views) {
            if (entry.found != round) {
                entry.found = round;
                found.add(entry.view);
            }
        }
    }
}

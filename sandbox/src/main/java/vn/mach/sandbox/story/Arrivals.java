package vn.mach.sandbox.story;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import vn.mach.change.Operation;
import vn.mach.sandbox.subscriber.Seen;
import vn.mach.sandbox.subscriber.Subscriber;

/** What has come to a subscriber since a moment, in the words of the story. */
record Arrivals(List<Seen> events) {
    Arrivals {
        events = List.copyOf(events);
    }

    /** After the first {@code count} events. */
    static Arrivals after(int count, Subscriber subscriber) {
        var seen = subscriber.seen();
        return new Arrivals(seen.subList(count, seen.size()));
    }

    /** How many of each operation. */
    Map<Operation, Integer> counts() {
        var counts = new EnumMap<Operation, Integer>(Operation.class);
        events.forEach(event -> counts.merge(event.operation(), 1, Integer::sum));
        return counts;
    }

    /** What happened to one key, in order. */
    List<Operation> of(Map<String, Object> key) {
        return events.stream()
                .filter(event -> event.key().equals(key))
                .map(Seen::operation)
                .toList();
    }

    /** The last event of each operation, a line each. */
    List<String> examples() {
        var last = new EnumMap<Operation, Seen>(Operation.class);
        events.forEach(event -> last.put(event.operation(), event));
        return last.values().stream()
                .map(event -> event.operation().code() + " " + event.key()
                        + (event.after() == null ? "" : " → " + event.after()))
                .toList();
    }

    /** From the commit in the source database to the subscriber. */
    String latency() {
        if (events.isEmpty()) {
            return "nothing came";
        }
        var sorted = events.stream().mapToLong(Seen::latencyMicros).sorted().toArray();
        return "from commit to subscriber: median " + sorted[sorted.length / 2] / 1_000 + " ms, longest "
                + sorted[sorted.length - 1] / 1_000 + " ms";
    }
}

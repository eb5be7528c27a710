package vn.mach.agent.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import vn.mach.change.Position;

/** Whatever the split into batches and wherever the process dies: each event once, in order, positions growing. */
class ExactlyOnceTest {
    private final List<String> visible = new ArrayList<>();
    private final List<Position> positions = new ArrayList<>();

    @Property(tries = 500)
    void each_event_is_visible_once_and_in_order(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 9) Integer> eventsOfTransactions, @ForAll long seed) {
        visible.clear();
        positions.clear();
        var log = new SourceLog(eventsOfTransactions);
        var random = new Random(seed);
        var stored = Progress.afterSnapshot(3, SourceLog.START);

        while (stored.boundary() < log.end() || stored.open() != null) {
            stored = runUntilKilled(log, stored, random);
        }

        assertThat(visible).isEqualTo(log.events());
        assertThat(positions).isSorted().doesNotHaveDuplicates();
    }

    /** One process: reads the log from the boundary in batches, and dies before or after storing one of them. */
    private Progress runUntilKilled(SourceLog log, Progress begun, Random random) {
        var stored = begun;
        var progress = TransactionProgress.resume(begun);
        var batch = new ArrayList<String>();
        var batchPositions = new ArrayList<Position>();
        for (var entry : log.from(begun.boundary())) {
            entry.tell(progress, batch, batchPositions);
            if (random.nextInt(4) == 0) {
                if (random.nextInt(5) == 0) {
                    return stored;
                }
                visible.addAll(batch);
                positions.addAll(batchPositions);
                batch.clear();
                batchPositions.clear();
                stored = progress.progress();
                if (random.nextInt(5) == 0) {
                    return stored;
                }
            }
        }
        visible.addAll(batch);
        positions.addAll(batchPositions);
        return progress.progress();
    }

    private interface Entry {
        void tell(TransactionProgress progress, List<String> events, List<Position> positions);
    }

    /** Transactions in commit order; the n-th ends at START + 100 (n + 1). Between them the source sometimes idles. */
    private record SourceLog(List<Integer> sizes) {
        static final long START = 500;

        long end() {
            return START + 100L * sizes.size();
        }

        List<String> events() {
            var events = new ArrayList<String>();
            for (int tx = 0; tx < sizes.size(); tx++) {
                for (int i = 0; i < sizes.get(tx); i++) {
                    events.add(tx + "/" + i);
                }
            }
            return events;
        }

        List<Entry> from(long boundary) {
            var entries = new ArrayList<Entry>();
            for (int tx = 0; tx < sizes.size(); tx++) {
                long end = START + 100L * (tx + 1);
                if (end > boundary) {
                    transaction(entries, tx, end);
                }
            }
            return entries;
        }

        private void transaction(List<Entry> entries, int tx, long end) {
            var id = "x" + tx;
            entries.add((progress, events, positions) -> progress.begin(id));
            for (int i = 0; i < sizes.get(tx); i++) {
                var event = tx + "/" + i;
                entries.add((progress, events, positions) -> {
                    var position = progress.next(id);
                    if (position != null) {
                        events.add(event);
                        positions.add(position);
                    }
                });
                entries.add((progress, events, positions) -> progress.idle(end + 50));
            }
            entries.add((progress, events, positions) -> progress.end(id, end));
            if (tx % 2 == 0) {
                entries.add((progress, events, positions) -> progress.idle(end + 10));
            }
        }
    }
}

package vn.mach.router.topology;

import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.mach.change.ChangeEvent;
import vn.mach.change.DatasetControl;
import vn.mach.change.Operation;

/** Tells a subscriber's side of a change: the events that turn what it has seen into what it is to see. */
final class ViewWriter {
    /** Why something is told, and what the events say about it. */
    record Occasion(Operation entering, ChangeEvent.Source source, long tsMillis, long timestamp) {
        /** A change as it comes: a row read by a snapshot enters as read, any other as created. */
        static Occasion of(SourceEvent event, long timestamp) {
            var entering = event.operation() == Operation.READ ? Operation.READ : Operation.CREATE;
            return new Occasion(entering, event.source(), event.tsMillis(), timestamp);
        }

        /** A row that was deleted with all others. */
        static Occasion of(DatasetControl truncation, long now) {
            var source = new ChangeEvent.Source(
                    truncation.dataset().toString(), truncation.position(), truncation.committedAtMicros(), false);
            return new Occasion(Operation.DELETE, source, now, now);
        }

        /** A row that a scan came by: it was read, nothing happened to it. */
        static Occasion of(LastRow row, String dataset, long now) {
            var source = new ChangeEvent.Source(dataset, row.position(), row.committedAtMicros(), true);
            return new Occasion(Operation.READ, source, now, now);
        }
    }

    private final Output output;
    private final Supplier<Tally> tally;
    private final LongSupplier clock;

    /** @param tally of the view, at the time it is asked for */
    ViewWriter(Output output, Supplier<Tally> tally, LongSupplier clock) {
        this.output = output;
        this.tally = tally;
        this.clock = clock;
    }

    /**
     * Says what the change is to a subscriber, and tells it.
     *
     * @param by whose schemas the events have; it made {@code after}
     */
    RowTransition turn(ViewEvaluator by, @Nullable Image before, Image.@Nullable Projected after, Occasion occasion) {
        var transition = RowTransition.between(before, after);
        switch (transition) {
            case NONE -> {}
            case ENTERS -> upsert(by, occasion.entering(), required(after), occasion);
            case CHANGES -> upsert(by, Operation.UPDATE, required(after), occasion);
            case LEAVES -> delete(by, required(before), occasion);
            case MOVES -> {
                delete(by, required(before), occasion);
                upsert(by, occasion.entering(), required(after), occasion);
            }
        }
        return transition;
    }

    /** Tells a row that a subscriber may have, or may have lost. */
    void again(ViewEvaluator by, Image.Projected image, Occasion occasion) {
        upsert(by, Operation.UPDATE, image, occasion);
    }

    private void upsert(ViewEvaluator by, Operation operation, Image.Projected image, Occasion occasion) {
        tell(by, operation, image.key(), image.event(operation, occasion), occasion);
    }

    /** The event says what happened, the tombstone lets compaction forget it. */
    private void delete(ViewEvaluator by, Image image, Occasion occasion) {
        var key = image.key();
        var event = by.encoder().event(Operation.DELETE, null, occasion.source(), occasion.tsMillis());
        tell(by, Operation.DELETE, key, event, occasion);
        output.record(by, key, null, occasion.source(), occasion.timestamp());
        tally.get().tombstone(key.length);
    }

    private void tell(ViewEvaluator by, Operation operation, byte[] key, byte[] event, Occasion occasion) {
        output.record(by, key, event, occasion.source(), occasion.timestamp());
        tally.get().published(operation, occasion.source(), key.length + event.length, clock.getAsLong());
    }

    private static <I extends Image> I required(@Nullable I image) {
        return java.util.Objects.requireNonNull(image);
    }
}

package vn.mach.router.topology;

import org.jspecify.annotations.Nullable;
import vn.mach.change.ChangeEvent;
import vn.mach.change.Operation;

/** A change as it stands on a dataset topic, its row not decoded. */
record SourceEvent(Operation operation, ChangeEvent.Source source, long tsMillis, LastRow row) {

    /** The deletion that a tombstone stands for once compaction has taken the delete event before it. */
    static SourceEvent tombstone(ChangeEvent.Source source, long tsMillis) {
        return new SourceEvent(Operation.DELETE, source, tsMillis, row(source, 0, null));
    }

    static LastRow row(ChangeEvent.Source source, int schemaId, byte @Nullable [] body) {
        return new LastRow(source.position(), source.committedAtMicros(), schemaId, body);
    }
}

package vn.mach.agent.capture;

import org.jspecify.annotations.Nullable;
import vn.mach.change.Position;

/**
 * How the changes of one table wait.
 *
 * @param offset in the held log, none of them is before it
 * @param changes how many wait
 * @param from the position of the first of them; what the log has of the table before that is published. Null while none waits
 * @param reason column, contract and remedy, in one line without row content
 */
record Hold(long offset, long changes, @Nullable Position from, String reason) {
    private static final String NONE = "-";

    Hold kept(Position position) {
        return new Hold(offset, changes + 1, from == null ? position : from, reason);
    }

    /** The first of them, which is at this position and offset, is done. */
    Hold done(Position position, long at) {
        var next = new Position(position.epoch(), position.commit(), position.index() + 1);
        return new Hold(at + 1, changes - 1, changes == 1 ? null : next, reason);
    }

    Hold because(String another) {
        return new Hold(offset, changes, from, another);
    }

    /** Nothing that waits until now is needed. */
    Hold emptied() {
        return new Hold(offset, 0, null, reason);
    }

    boolean has(Position position) {
        return from != null && !from.isAfter(position);
    }

    String toText() {
        return offset + " " + changes + " " + (from == null ? NONE : from) + " " + reason;
    }

    static Hold fromText(String text) {
        var parts = text.split(" ", 4);
        return new Hold(
                Long.parseLong(parts[0]),
                Long.parseLong(parts[1]),
                NONE.equals(parts[2]) ? null : Position.parse(parts[2]),
                parts[3]);
    }
}

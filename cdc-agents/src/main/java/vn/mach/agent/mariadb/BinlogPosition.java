package vn.mach.agent.mariadb;

import org.jspecify.annotations.Nullable;
import vn.mach.agent.progress.AgentFailure;

/**
 * A place in the binary log. Its number, by which places are compared, has the number of the file in its upper half and the
 * offset in its lower one; it means something for files of one base name only.
 */
record BinlogPosition(String file, long offset) {
    private static final int OFFSET_BITS = 32;

    /** The place of this number in files that are named like {@code file}. */
    static BinlogPosition of(String base, long number) {
        return new BinlogPosition(
                "%s.%06d".formatted(base, number >>> OFFSET_BITS), number & ((1L << OFFSET_BITS) - 1));
    }

    /** The end of the log. */
    static BinlogPosition end(Database database) {
        return database.one("SHOW MASTER STATUS", row -> new BinlogPosition(row.getString(1), row.getLong(2)));
    }

    String base() {
        return file.substring(0, dot());
    }

    long number() {
        try {
            return Long.parseLong(file.substring(dot() + 1)) << OFFSET_BITS | offset;
        } catch (NumberFormatException e) {
            throw unreadable(e);
        }
    }

    private int dot() {
        int dot = file.lastIndexOf('.');
        if (dot < 0) {
            throw unreadable(null);
        }
        return dot;
    }

    private AgentFailure unreadable(@Nullable Exception cause) {
        return new AgentFailure.Broken("binary log file '" + file + "' has no number", cause);
    }

    @Override
    public String toString() {
        return file + ":" + offset;
    }
}

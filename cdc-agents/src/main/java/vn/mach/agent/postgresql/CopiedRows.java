package vn.mach.agent.postgresql;

import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ByteConverter;
import vn.mach.agent.progress.AgentFailure;

/**
 * The rows that a {@code COPY … TO STDOUT (FORMAT binary)} sends: a header, then of each row the number of its fields, and of each
 * field its size, which is -1 for NULL, and its value.
 */
final class CopiedRows {
    private static final byte[] SIGNATURE = {'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0};
    private static final int END = -1;

    private final Supplier<byte @Nullable []> messages;
    private final List<CopiedColumn> columns;
    private byte[] in = {};
    private int at;

    private CopiedRows(Supplier<byte @Nullable []> messages, List<CopiedColumn> columns) {
        this.messages = messages;
        this.columns = columns;
    }

    /**
     * Hands over each row, by column; false if {@code row} says that it is enough.
     *
     * @param messages gives what the server sends, null after the last
     */
    static boolean read(
            Supplier<byte @Nullable []> messages, List<CopiedColumn> columns, Predicate<@Nullable Object[]> row) {
        var rows = new CopiedRows(messages, columns);
        rows.header();
        while (rows.next()) {
            if (!row.test(rows.row())) {
                return false;
            }
        }
        rows.end();
        return true;
    }

    private void header() {
        int begin = take(SIGNATURE.length);
        boolean known = Arrays.equals(in, begin, at, SIGNATURE, 0, SIGNATURE.length);
        if (!known || number() != 0) {
            throw new AgentFailure.Broken("the server copies rows in a form that is not known to the agent", null);
        }
        var unused = take(number());
    }

    private boolean next() {
        int begin = take(Short.BYTES);
        int fields = ByteConverter.int2(in, begin);
        if (fields != END && fields != columns.size()) {
            throw new AgentFailure.Broken("the server copies " + fields + " columns, not " + columns.size(), null);
        }
        return fields != END;
    }

    /** Until the server says so, the connection is of no other use. */
    private void end() {
        while (messages.get() != null) {
            in = new byte[0];
        }
    }

    private @Nullable Object[] row() {
        var values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            int size = number();
            if (size >= 0) {
                int begin = take(size);
                values[i] = columns.get(i).value(in, begin, size);
            }
        }
        return values;
    }

    private int number() {
        int begin = take(Integer.BYTES);
        return ByteConverter.int4(in, begin);
    }

    /** Where so many bytes begin, which is then behind. A message holds a whole row, but nothing says that it must. */
    private int take(int bytes) {
        while (in.length - at < bytes) {
            var message = messages.get();
            if (message == null) {
                throw new AgentFailure.Unavailable("the server ended the copy of a table within a row", null);
            }
            int left = in.length - at;
            if (left > 0) {
                var joined = Arrays.copyOfRange(in, at, in.length + message.length);
                System.arraycopy(message, 0, joined, left, message.length);
                message = joined;
            }
            in = message;
            at = 0;
        }
        int begin = at;
        at += bytes;
        return begin;
    }
}

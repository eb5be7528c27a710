package vn.mach.agent.operate;

/**
 * A table that is read again while it is streamed.
 *
 * @param table {@code <schema>.<table>}
 * @param of the database's own estimate; -1 where it has none
 */
public record Reread(Kind kind, String table, long rows, long of) {

    /** What is published of what is read. */
    public enum Kind {
        /** Every row. */
        SNAPSHOT("snapshot"),
        /** What differs from what is published. */
        RESYNC("resync");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}

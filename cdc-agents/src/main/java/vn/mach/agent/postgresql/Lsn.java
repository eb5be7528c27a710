package vn.mach.agent.postgresql;

/** A position in PostgreSQL's log, between {@code 16/B374D848} and a number. */
final class Lsn {
    private Lsn() {}

    static long parse(String text) {
        int slash = text.indexOf('/');
        return (Long.parseLong(text, 0, slash, 16) << 32) | Long.parseLong(text, slash + 1, text.length(), 16);
    }

    static String format(long lsn) {
        return String.format("%X/%X", lsn >>> 32, lsn & 0xFFFF_FFFFL);
    }
}

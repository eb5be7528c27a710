package vn.mach.view;

/** A view that cannot be: the message says where, what and what is allowed, for the person who wrote it. */
public final class IllegalView extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    IllegalView(String problem) {
        super(problem);
    }

    /** A problem at a UTF-16 unit of the condition; the message counts characters from 1, over line ends. */
    static IllegalView inCondition(String sql, int at, String problem) {
        return new IllegalView("condition, character " + (sql.codePointCount(0, at) + 1) + ": " + problem);
    }
}

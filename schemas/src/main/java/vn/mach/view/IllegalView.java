package vn.mach.view;

/** A view that cannot be: the message says where, what and what is allowed, for the person who wrote it. */
public final class IllegalView extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    IllegalView(String problem) {
        super(problem);
    }

    /** A problem at a character of the condition, counted from 1. */
    static IllegalView inCondition(int character, String problem) {
        return new IllegalView("condition, character " + character + ": " + problem);
    }
}

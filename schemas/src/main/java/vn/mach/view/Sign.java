package vn.mach.view;

/** A comparison. */
enum Sign {
    EQUAL("="),
    NOT_EQUAL("<>"),
    LESS("<"),
    AT_MOST("<="),
    GREATER(">"),
    AT_LEAST(">=");

    private final String text;

    Sign(String text) {
        this.text = text;
    }

    static Sign of(String text) {
        for (var sign : values()) {
            if (sign.text.equals(text)) {
                return sign;
            }
        }
        return NOT_EQUAL; // != is <> in PostgreSQL too
    }

    /** Whether it holds between two values that compare so. */
    boolean holds(int order) {
        return switch (this) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case LESS -> order < 0;
            case AT_MOST -> order <= 0;
            case GREATER -> order > 0;
            case AT_LEAST -> order >= 0;
        };
    }

    /** The same comparison with its sides exchanged. */
    Sign mirrored() {
        return switch (this) {
            case LESS -> GREATER;
            case AT_MOST -> AT_LEAST;
            case GREATER -> LESS;
            case AT_LEAST -> AT_MOST;
            default -> this;
        };
    }

    /** Whether it needs no order. */
    boolean isEquality() {
        return this == EQUAL || this == NOT_EQUAL;
    }

    @Override
    public String toString() {
        return text;
    }
}

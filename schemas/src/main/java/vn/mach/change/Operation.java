package vn.mach.change;

/** What happened to a row; codes are Debezium's. */
public enum Operation {
    CREATE("c"),
    UPDATE("u"),
    DELETE("d"),
    /** The row as it was found by a snapshot or by the bootstrap of a view, not as it changed. */
    READ("r");

    private final String code;

    Operation(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }

    /** The operation of a code; throws {@link IllegalArgumentException} for any other text. */
    public static Operation of(String code) {
        return switch (code) {
            case "c" -> CREATE;
            case "u" -> UPDATE;
            case "d" -> DELETE;
            case "r" -> READ;
            default -> throw new IllegalArgumentException("operation '" + code + "': one of c, u, d, r");
        };
    }
}

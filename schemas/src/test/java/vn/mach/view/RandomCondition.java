package vn.mach.view;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Conditions that a view may have, over all of the grammar; some are of a kind that is refused. */
final class RandomCondition {
    private static final List<String> SIGNS = List.of("=", "<>", "!=", "<", "<=", ">", ">=");
    private static final List<String> TRUTHS =
            List.of("TRUE", "FALSE", "UNKNOWN", "NULL", "not true", "NOT FALSE", "NOT UNKNOWN");

    private final RandomTable table;
    private final Random random;

    RandomCondition(RandomTable table, Random random) {
        this.table = table;
        this.random = random;
    }

    String next() {
        return next(random.nextInt(4));
    }

    /** Few parentheses: what binds closer is for both sides to know. */
    private String next(int depth) {
        if (depth == 0) {
            return predicate();
        }
        return switch (random.nextInt(9)) {
            case 0 -> "NOT (" + next(depth - 1) + ")";
            case 1 -> "NOT " + next(depth - 1);
            case 2, 3 -> next(depth - 1) + " AND " + next(depth - 1);
            case 4 -> "(" + next(depth - 1) + " OR " + next(depth - 1) + ")";
            case 5 -> next(depth - 1) + " or " + next(depth - 1);
            case 6 -> next(depth - 1) + " IS " + one(TRUTHS);
            case 7 -> "(" + next(depth - 1) + ") " + one(SIGNS) + " " + column(SqlType.BOOL);
            default -> "(" + next(depth - 1) + ") IS " + not("DISTINCT FROM") + " (" + next(depth - 1) + ")";
        };
    }

    private String predicate() {
        var type = one(List.of(SqlType.values()));
        var operand = operand(type, 2);
        return switch (random.nextInt(11)) {
            case 0, 1 -> operand + " " + one(SIGNS) + " " + literal(type);
            case 2 -> literal(type) + one(SIGNS) + operand;
            case 3, 4 -> operand + " " + one(SIGNS) + " " + operand(peer(type), 1);
            case 5 -> operand + not(" IN ") + "(" + list(type) + ")";
            case 6 ->
                operand + not(" BETWEEN ") + literal(type) + " AND "
                        + (random.nextBoolean() ? literal(type) : operand(type, 0));
            case 7 ->
                operand + " IS " + not("DISTINCT FROM ")
                        + (random.nextBoolean() ? literal(type) : operand(peer(type), 1));
            case 8 -> like();
            case 9 ->
                column(SqlType.BOOL)
                        + one(List.of("", " IS TRUE", " IS NOT TRUE", " IS UNKNOWN", " = true", " < TRUE"));
            default -> operand + " IS " + not("NULL");
        };
    }

    private String like() {
        var pattern = SqlType.letters(random, 6);
        var escape = one(List.of("", "", " ESCAPE '!'", " ESCAPE ''", " ESCAPE '%'", " ESCAPE '\uD83D\uDE00'"));
        return operand(SqlType.TEXT, 1) + not(one(List.of(" LIKE ", " ILIKE "))) + "'" + pattern + "'" + escape;
    }

    private String operand(SqlType type, int depth) {
        if (depth == 0 || random.nextInt(3) > 0) {
            return column(type);
        }
        if (type == SqlType.TEXT) {
            var inner = operand(type, depth - 1);
            return switch (random.nextInt(4)) {
                case 0 -> "lower(" + inner + ")";
                case 1 -> "UPPER(" + inner + ")";
                case 2 -> "trim( " + inner + ")";
                default -> "left(" + inner + ", " + (random.nextInt(7) - 3) + ")";
            };
        }
        if (type == SqlType.INT) {
            var part = one(List.of("year", "MONTH", "day"));
            return random.nextBoolean()
                    ? "length(" + operand(SqlType.TEXT, depth - 1) + ")"
                    : "extract(" + part + " from " + column(one(List.of(SqlType.DATE, SqlType.LOCAL_TIMESTAMP))) + ")";
        }
        return column(type);
    }

    private SqlType peer(SqlType type) {
        return type.isNumber()
                ? one(List.of(SqlType.INT, SqlType.LONG, SqlType.DOUBLE, SqlType.REAL, SqlType.MONEY, SqlType.BIG))
                : type;
    }

    private String list(SqlType type) {
        return IntStream.rangeClosed(0, random.nextInt(4))
                .mapToObj(i -> literal(type))
                .collect(Collectors.joining(", "));
    }

    private String literal(SqlType type) {
        if (type == SqlType.BOOL) {
            return type.value(random);
        }
        if (type.isNumber() && random.nextInt(3) > 0) {
            return peer(type).value(random).replaceFirst("NaN|-?Infinity", "7.5");
        }
        var quoted = "'" + type.value(random).replace("'", "''") + "'";
        return switch (type) {
            case DATE -> one(List.of("", "DATE ")) + (random.nextInt(8) == 0 ? "'infinity'" : quoted);
            case LOCAL_TIMESTAMP -> one(List.of("", "timestamp ", "timestamp without time zone ")) + quoted;
            case TIMESTAMP -> one(List.of("", "timestamptz ", "TIMESTAMP WITH TIME ZONE ")) + shifted(quoted);
            case UUID -> random.nextBoolean() ? quoted.toUpperCase(java.util.Locale.ROOT) : quoted;
            default -> quoted;
        };
    }

    private String shifted(String quoted) {
        return quoted.replace("Z'", one(List.of("Z'", "+07'", "-03:30'")));
    }

    private String column(SqlType type) {
        return one(table.columns().stream()
                        .filter(column -> column.type() == type)
                        .toList())
                .name();
    }

    private String not(String operator) {
        return random.nextInt(3) == 0 ? " NOT " + operator : operator;
    }

    private <T> T one(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}

package vn.mach.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Conditions that a view may have, over the columns of {@link ConditionStoreTest}; some are of a kind that is refused. */
final class RandomCondition {
    private static final List<String> SIGNS = List.of("=", "<>", "!=", "<", "<=", ">", ">=");
    private static final Map<String, List<String>> LITERALS = Map.of(
            "t",
                    List.of(
                            "''",
                            "'An'",
                            "'an'",
                            "'Ân'",
                            "'A\u0302n'",
                            "'O''Hara'",
                            "'\uFF00'",
                            "'\uD83D\uDE00'",
                            "'a\\b'",
                            "' '",
                            "'01'"),
            "n", List.of("0", "1", "-1", "2147483647", "3.0", "2.5", "'3'", "1e2", "9223372036854775807"),
            "b", List.of("0", "9007199254740993", "-9223372036854775808", "'7'", "7.5", "1e10"),
            "d", List.of("0", "0.1", "-0.0", "'NaN'", "'Infinity'", "'-inf'", "1e308", "'0.1'", "3"),
            "r", List.of("0", "0.1", "0.5", "16777217", "1e30"),
            "m", List.of("0", "0.1", "0.10", "-12.34", "'12.34'", "99999999.99", "3"),
            "born", List.of("'1900-01-01'", "'2024-02-29'", "DATE '2000-01-01'", "'1969-12-31'"),
            "u", List.of("'00000000-0000-0000-0000-000000000000'", "'A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11'"),
            "kind", List.of("'X'", "'Y'"));
    private static final List<String> NUMBERS = List.of("n", "b", "d", "r", "m");
    private static final List<String> COLUMNS =
            List.copyOf(LITERALS.keySet().stream().sorted().toList());

    private final Random random;

    RandomCondition(Random random) {
        this.random = random;
    }

    String next() {
        return next(random.nextInt(4));
    }

    private String next(int depth) {
        if (depth == 0) {
            return predicate();
        }
        return switch (random.nextInt(4)) {
            case 0 -> "NOT (" + next(depth - 1) + ")";
            case 1 -> next(depth - 1) + " AND " + next(depth - 1);
            case 2 -> "(" + next(depth - 1) + " OR " + next(depth - 1) + ")";
            default -> next(depth - 1) + " OR NOT " + predicate();
        };
    }

    private String predicate() {
        var column = one(COLUMNS);
        return switch (random.nextInt(8)) {
            case 0, 1, 2 -> column + " " + one(SIGNS) + " " + literal(column);
            case 3 -> literal(column) + " " + one(SIGNS) + " " + column;
            case 4 -> column + " " + one(SIGNS) + " " + peer(column);
            case 5 -> column + not(" IN (") + list(column) + ")";
            case 6 -> column + not(" BETWEEN ") + literal(column) + " AND " + literal(column);
            default -> simple(column);
        };
    }

    private String simple(String column) {
        return switch (random.nextInt(4)) {
            case 0 -> column + " IS NULL";
            case 1 -> column + " IS NOT NULL";
            case 2 ->
                "flag"
                        + one(List.of(
                                "", " IS TRUE", " IS NOT TRUE", " IS FALSE", " IS NOT FALSE", " = true", " <> false"));
            default -> "flag IS NULL";
        };
    }

    private String peer(String column) {
        return NUMBERS.contains(column) ? one(NUMBERS) : column;
    }

    private String list(String column) {
        return IntStream.rangeClosed(0, random.nextInt(3))
                .mapToObj(i -> literal(column))
                .collect(Collectors.joining(", "));
    }

    private String literal(String column) {
        return one(LITERALS.get(column));
    }

    private String not(String operator) {
        return random.nextInt(3) == 0 ? " NOT" + operator : operator;
    }

    private <T> T one(List<T> list) {
        return new ArrayList<>(list).get(random.nextInt(list.size()));
    }
}

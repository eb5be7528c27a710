package vn.mach.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a condition says, before it is known what its columns are. {@code at} is where a part begins in the text. */
sealed interface Syntax {
    int at();

    record Column(int at, String name) implements Syntax {}

    /** A quoted literal without a type: it takes that of what it meets. */
    record Text(int at, String value) implements Syntax {}

    /** A number without quotes, with its sign. */
    record Numeral(int at, String value) implements Syntax {}

    record Bool(int at, boolean value) implements Syntax {}

    record Null(int at) implements Syntax {}

    /** A literal that names its type, such as {@code DATE '2024-02-29'}. */
    record Typed(int at, Operand.Kind kind, String value) implements Syntax {}

    /** @param name {@code lower, upper, left, length, trim} or {@code year, month, day} for extract */
    record Call(int at, String name, List<Syntax> arguments) implements Syntax {}

    record Comparison(int at, Sign sign, Syntax left, Syntax right) implements Syntax {}

    record Distinct(int at, Syntax left, Syntax right) implements Syntax {}

    record Between(int at, Syntax value, Syntax low, Syntax high) implements Syntax {}

    record In(int at, Syntax value, List<Syntax> list) implements Syntax {}

    /** @param escape null for the backslash that is meant when nothing is said, empty for none */
    record Like(
            int at, Syntax value, Text pattern, @Nullable String escape, boolean ignoringCase) implements Syntax {}

    record IsNull(int at, Syntax value) implements Syntax {}

    record Is(int at, Syntax value, Truth truth) implements Syntax {}

    record Not(int at, Syntax negated) implements Syntax {}

    record And(int at, List<Syntax> terms) implements Syntax {}

    record Or(int at, List<Syntax> terms) implements Syntax {}
}

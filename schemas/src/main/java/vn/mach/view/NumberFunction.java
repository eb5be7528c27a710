package vn.mach.view;

import java.time.LocalDate;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/** A function to a whole number: the characters of a text, or a part of a day in the Gregorian calendar. */
record NumberFunction(Name name, Operand operand) implements Operand {
    private static final long MICROS_OF_DAY = 86_400_000_000L;

    enum Name {
        LENGTH,
        YEAR,
        MONTH,
        DAY
    }

    @Override
    public Kind kind() {
        return Kind.INT;
    }

    @Override
    public @Nullable Object value(IndexedRecord row) {
        var value = operand.value(row);
        if (value == null) {
            return null;
        }
        return switch (name) {
            case LENGTH -> ((String) value).codePointCount(0, ((String) value).length());
            case YEAR -> year(day(value));
            case MONTH -> day(value).getMonthValue();
            case DAY -> day(value).getDayOfMonth();
        };
    }

    private LocalDate day(Object value) {
        long number = ((Number) value).longValue();
        return LocalDate.ofEpochDay(operand.kind() == Kind.DATE ? number : Math.floorDiv(number, MICROS_OF_DAY));
    }

    /** SQL has no year 0: what is before the year 1 is -1. */
    private static int year(LocalDate day) {
        return day.getYear() > 0 ? day.getYear() : day.getYear() - 1;
    }
}

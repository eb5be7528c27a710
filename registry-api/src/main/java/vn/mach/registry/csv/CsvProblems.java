package vn.mach.registry.csv;

import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.IllegalName;
import vn.mach.registry.http.Refusal;

/** What is wrong with a table, all of it at once, so that one correction is enough. */
public final class CsvProblems {
    private static final int SHOWN = 100;
    private static final int LONGEST_VALUE = 60;

    private final List<String> problems = new ArrayList<>();

    public void add(CsvTable.Row row, String column, String allowed) {
        add(row.line(), column, row.of(column), allowed);
    }

    void add(int line, String column, String value, String allowed) {
        var shown = value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) + "…" : value;
        problems.add("line " + line + ", " + column + " '" + shown + "': " + allowed);
    }

    /** The cell as {@code parse} reads it; null, and a problem noted, when that refuses. */
    public <T> @Nullable T read(CsvTable.Row row, String column, Function<String, T> parse) {
        try {
            return parse.apply(row.of(column));
        } catch (Refusal e) {
            var detail = e.detail();
            add(row, column, detail.startsWith(column + ": ") ? detail.substring(column.length() + 2) : detail);
        } catch (IllegalName e) {
            add(row, column, String.valueOf(e.getMessage()));
        } catch (DateTimeParseException e) {
            add(row, column, "a date as 2025-07-01");
        }
        return null;
    }

    /** A day that must be there. */
    public @Nullable LocalDate date(CsvTable.Row row, String column) {
        return read(row, column, LocalDate::parse);
    }

    public boolean any() {
        return !problems.isEmpty();
    }

    /** Throws when there is one: nothing of the table is taken then. */
    public void refuseAny() {
        if (any()) {
            var shown = problems.subList(0, Math.min(SHOWN, problems.size()));
            var more = problems.size() > SHOWN ? "; and " + (problems.size() - SHOWN) + " more" : "";
            throw new Refusal.Invalid("csv-invalid", String.join("; ", shown) + more + ". Nothing was imported");
        }
    }
}

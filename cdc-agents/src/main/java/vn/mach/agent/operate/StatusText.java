package vn.mach.agent.operate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A view for people, and for programs. */
public final class StatusText {
    private static final long STEP = 1024;
    private static final String[] UNITS = {"bytes", "kB", "MB", "GB", "TB"};

    private final StringBuilder text = new StringBuilder();

    private StatusText() {}

    /** One thing a line, the most important first. */
    public static String text(View view) {
        var status = new StatusText();
        var reason = view.reason() == null ? "" : ": " + view.reason();
        status.line("agent " + view.agent(), view.state() + " since " + view.since() + reason);
        status.reading(view.reading());
        status.line(
                "lag", view.lagMillis() == null ? "no change yet" : view.lagMillis() + " ms from commit to visible");
        status.log(view.log());
        view.tables().forEach(status::table);
        var error = view.lastError();
        if (error != null) {
            status.line("last error", error.at() + " " + error.message());
        }
        return status.text.toString();
    }

    /** As {@code GET /status} answers, on several lines. */
    public static String json(View view) {
        try {
            return new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValueAsString(view)
                    + System.lineSeparator();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A snapshot or resync in one line. */
    static String progress(Reading.Now reading) {
        var table = reading.table() == null ? "" : reading.table() + ": ";
        var of = reading.of() < 0 ? "" : " of about " + reading.of();
        var left = reading.secondsLeft() == null ? "" : ", about " + reading.secondsLeft() + " s left";
        return table + reading.rows() + of + " rows, " + reading.rowsPerSecond() + " rows/s" + left;
    }

    private void reading(Reading.@Nullable Now reading) {
        if (reading != null) {
            line(reading.kind(), progress(reading));
        }
    }

    private void log(View.@Nullable Log log) {
        if (log == null) {
            line("log", "the database has not told what it keeps");
            return;
        }
        line(
                "log",
                size(log.keptBytes()) + " of " + size(log.budgetBytes()) + " kept for slot " + log.slot() + " ("
                        + log.level().toLowerCase(Locale.ROOT) + "), " + size(log.lagBytes()) + " not published yet");
        var safe = log.safeWalSize() == null
                ? "the server sets no limit"
                : size(log.safeWalSize()) + " until the server may give the slot up";
        line("", "wal_status " + log.walStatus() + ", " + safe);
    }

    private void table(View.Table table) {
        var rows = table.rows().entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey())
                .collect(Collectors.joining(", "));
        line(table.table(), "-> " + table.dataset() + ": " + rows + ", " + size(table.bytes()));
        var held = table.held();
        if (held != null) {
            line("", "HELD, " + held.changes() + " changes wait: " + held.reason());
        }
    }

    private void line(String name, String value) {
        text.append(String.format("%-24s %s%n", name, value));
    }

    private static String size(long bytes) {
        double size = bytes;
        int unit = 0;
        while (Math.abs(size) >= STEP && unit < UNITS.length - 1) {
            size /= STEP;
            unit++;
        }
        return unit == 0 ? bytes + " bytes" : String.format(Locale.ROOT, "%.1f %s", size, UNITS[unit]);
    }
}

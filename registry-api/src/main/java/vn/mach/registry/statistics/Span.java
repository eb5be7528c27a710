package vn.mach.registry.statistics;

import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.mach.registry.http.Refusal;

/**
 * What is asked for: from the first instant up to, and without, the last, in steps that begin with the hours, days, months and years of Viet
 * Nam.
 */
record Span(Instant from, Instant to, Step by) {
    static final ZoneId COUNTRY = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final int DAYS = 30;

    enum Step {
        HOUR,
        DAY,
        MONTH,
        YEAR,
        /** The whole span in one. */
        ALL;

        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** {@code from} and {@code to} are dates, both included, or instants; without them the last thirty days. */
    static Span of(Context ctx, Instant now) {
        var to = ctx.queryParam("to");
        var from = ctx.queryParam("from");
        var end = to == null ? now : instant("to", to, 1);
        var start = from == null
                ? LocalDate.ofInstant(end, COUNTRY)
                        .minusDays(DAYS)
                        .atStartOfDay(COUNTRY)
                        .toInstant()
                : instant("from", from, 0);
        if (!start.isBefore(end)) {
            throw new Refusal.Invalid("invalid-field", "from: is before 'to'");
        }
        return new Span(start, end, step(ctx.queryParam("by")));
    }

    private static Instant instant(String field, String text, int plusDays) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text)
                            .plusDays(plusDays)
                            .atStartOfDay(COUNTRY)
                            .toInstant()
                    : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new Refusal.Invalid(
                    "invalid-field", field + ": a date (2026-03-01) or an instant (2026-03-01T02:00:00Z)");
        }
    }

    private static Step step(@Nullable String text) {
        if (text == null) {
            return Step.DAY;
        }
        return Stream.of(Step.values())
                .filter(step -> step.code().equals(text))
                .findFirst()
                .orElseThrow(() -> new Refusal.Invalid(
                        "invalid-field",
                        "by: one of " + Stream.of(Step.values()).map(Step::code).collect(Collectors.joining(", "))));
    }
}

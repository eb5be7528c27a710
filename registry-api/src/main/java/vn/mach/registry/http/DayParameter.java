package vn.mach.registry.http;

import io.javalin.http.Context;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/** A day in a query, such as {@code ?at=2025-07-01}. */
public final class DayParameter {
    private DayParameter() {}

    /** Null when it is not given. */
    public static @Nullable LocalDate of(Context ctx, String name) {
        var text = ctx.queryParam(name);
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new Refusal.Invalid("invalid-field", name + ": a date as 2025-07-01");
        }
    }
}

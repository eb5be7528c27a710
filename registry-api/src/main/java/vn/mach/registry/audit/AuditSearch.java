package vn.mach.registry.audit;

import io.javalin.http.Context;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import vn.mach.registry.http.Refusal;

/**
 * Which entries are asked for; what is null is not asked.
 *
 * @param before a sequence number, for the page after the one that ended with it
 * @param action such as {@code grant.revoke}, or {@code grant} for all of grants
 * @param outcome {@code done}, {@code refused}, or {@code refused:<code>}
 */
record AuditSearch(
        int limit,
        @Nullable Long before,
        @Nullable String subject,
        @Nullable String agency,
        @Nullable String action,
        @Nullable String object,
        @Nullable String outcome,
        @Nullable Instant from,
        @Nullable Instant to) {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;

    static AuditSearch of(Context ctx) {
        var limit = whole(ctx, "limit", MAX_LIMIT);
        return new AuditSearch(
                limit == null ? DEFAULT_LIMIT : (int) (long) limit,
                whole(ctx, "before", Long.MAX_VALUE),
                ctx.queryParam("subject"),
                ctx.queryParam("agency"),
                ctx.queryParam("action"),
                ctx.queryParam("object"),
                ctx.queryParam("outcome"),
                instant(ctx, "from"),
                instant(ctx, "to"));
    }

    private static @Nullable Long whole(Context ctx, String field, long most) {
        var text = ctx.queryParam(field);
        if (text == null) {
            return null;
        }
        if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) < 1 || Long.parseLong(text) > most) {
            throw new Refusal.Invalid("invalid-field", field + ": a whole number from 1 to " + most);
        }
        return Long.parseLong(text);
    }

    private static @Nullable Instant instant(Context ctx, String field) {
        var text = ctx.queryParam(field);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new Refusal.Invalid("invalid-field", field + ": an instant such as 2026-03-01T02:00:00Z");
        }
    }
}

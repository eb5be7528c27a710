package vn.mach.registry.http;

import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list is asked for.
 *
 * @param limit how many at most
 * @param after where the page before ended; null for the first page
 */
public record Page(int limit, @Nullable String after) {
    public static final int MOST = 1_000;
    /** The whole list, for the registry's own use. */
    public static final Page ALL = new Page(Integer.MAX_VALUE - 1, null);

    private static final int LONGEST_CURSOR = 200;

    /** {@code ?limit=} (1,000 without it, and at most) and {@code ?after=}. */
    public static Page of(Context ctx) {
        var limit = ctx.queryParam("limit");
        var after = ctx.queryParam("after");
        if (limit != null && (!limit.matches("[0-9]{1,4}") || limit.matches("0+") || Integer.parseInt(limit) > MOST)) {
            throw new Refusal.Invalid("invalid-field", "limit: a whole number from 1 to " + MOST);
        }
        if (after != null && (after.isEmpty() || after.length() > LONGEST_CURSOR || after.indexOf('\0') >= 0)) {
            throw noCursor();
        }
        return new Page(limit == null ? MOST : Integer.parseInt(limit), after);
    }

    private static Refusal noCursor() {
        return new Refusal.Invalid("invalid-field", "after: what the Link of the page before says");
    }

    /** The cursor of a list whose entries are named by UUIDs. */
    public @Nullable UUID afterId() {
        try {
            return after == null ? null : UUID.fromString(after);
        } catch (IllegalArgumentException e) {
            throw noCursor();
        }
    }

    /** How many to read: one more than are told, to know whether there is more. */
    public int most() {
        return limit + 1;
    }

    /** @param read at most {@link #most()} */
    public <T> Found<T> found(List<T> read, Function<T, Object> cursor) {
        return read.size() <= limit
                ? new Found<>(read, null)
                : new Found<>(
                        read.subList(0, limit),
                        cursor.apply(read.get(limit - 1)).toString());
    }

    /**
     * A page of a list.
     *
     * @param next where the next one begins; null for the last
     */
    public record Found<T>(List<T> items, @Nullable String next) {
        public Found {
            items = List.copyOf(items);
        }

        /** The same page with fewer entries: what it leaves out is not made up for. */
        public Found<T> filter(Predicate<T> which) {
            return new Found<>(items.stream().filter(which).toList(), next);
        }

        public <R> Found<R> map(Function<T, R> shown) {
            return new Found<>(items.stream().map(shown).toList(), next);
        }

        /** Sends it, with a link to the next page if there is one. */
        public void send(Context ctx) {
            if (next != null) {
                ctx.header("Link", "<" + ctx.path() + "?" + query(ctx, next) + ">; rel=\"next\"");
            }
            ctx.json(items);
        }

        private static String query(Context ctx, String next) {
            var parameters = new ArrayList<String>();
            ctx.queryParamMap().forEach((name, values) -> {
                if (!name.equals("after")) {
                    values.forEach(value -> parameters.add(encoded(name) + "=" + encoded(value)));
                }
            });
            parameters.add("after=" + encoded(next));
            return parameters.stream().collect(Collectors.joining("&"));
        }

        private static String encoded(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8);
        }
    }
}

package vn.mach.registry.platforms;

import io.javalin.http.Context;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import vn.mach.registry.http.DayParameter;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Route;
import vn.mach.registry.http.Routes;

/** How far the country is joined, for every known caller. */
final class CoverageRoutes implements Routes {
    private static final int MOST_YEARS = 50;

    private final Platforms platforms;

    CoverageRoutes(Platforms platforms) {
        this.platforms = platforms;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(API + "/coverage", this::coverage, Role.OPERATOR, Role.STEWARD, Role.MEMBER),
                Route.get(API + "/coverage/history", this::history, Role.OPERATOR, Role.STEWARD, Role.MEMBER));
    }

    private void coverage(Context ctx) {
        ctx.json(platforms.coverage().on(day(ctx, "at", platforms.today())));
    }

    /** From {@code from} (a year before, if absent) to {@code to} (today), {@code every} month or year. */
    private void history(Context ctx) {
        var to = day(ctx, "to", platforms.today());
        var from = day(ctx, "from", to.minusYears(1));
        if (from.isAfter(to) || ChronoUnit.YEARS.between(from, to) >= MOST_YEARS) {
            throw new Refusal.Invalid(
                    "invalid-field", "from: not after 'to', and less than " + MOST_YEARS + " years before");
        }
        ctx.json(platforms.coverage().between(from, to, step(ctx)));
    }

    private static Coverage.Step step(Context ctx) {
        return switch (Objects.requireNonNullElse(ctx.queryParam("every"), "month")) {
            case "month" -> Coverage.Step.MONTH;
            case "year" -> Coverage.Step.YEAR;
            default -> throw new Refusal.Invalid("invalid-field", "every: month or year");
        };
    }

    private static LocalDate day(Context ctx, String name, LocalDate otherwise) {
        return Objects.requireNonNullElse(DayParameter.of(ctx, name), otherwise);
    }
}

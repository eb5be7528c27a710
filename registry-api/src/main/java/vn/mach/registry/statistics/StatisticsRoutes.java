package vn.mach.registry.statistics;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Statistics;
import vn.mach.registry.grants.Grants;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Route;
import vn.mach.registry.http.Routes;
import vn.mach.registry.json.Json;
import vn.mach.registry.statistics.StatisticsQueries.Published;
import vn.mach.registry.statistics.StatisticsQueries.Transactions;

final class StatisticsRoutes implements Routes {
    private static final Role[] KNOWN = {Role.MEMBER, Role.STEWARD, Role.OPERATOR, Role.AUDITOR};

    private final ExchangeStatistics statistics;
    private final Grants grants;
    private final Consumption consumption;
    private final Clock clock;

    StatisticsRoutes(ExchangeStatistics statistics, Grants grants, Consumption consumption, Clock clock) {
        this.statistics = statistics;
        this.grants = grants;
        this.consumption = consumption;
        this.clock = clock;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.get(API + "/statistics/views", this::views, KNOWN),
                Route.get(API + "/statistics/transactions", this::transactions, KNOWN),
                Route.get(API + "/grants/{id}/consumption", this::consumption, KNOWN),
                Route.get(API + "/public/statistics", this::forAll, Role.OPEN));
    }

    private void views(Context ctx) {
        var span = Span.of(ctx, clock.instant());
        var answer = Json.MAPPER.createArrayNode();
        statistics.published(Caller.of(ctx), span, ctx.queryParam("view")).forEach(view -> answer.add(answer(view)));
        ctx.json(answer);
    }

    private static ObjectNode answer(Published of) {
        var answer = Json.MAPPER.createObjectNode().put("view", of.view()).put("since", text(of.since()));
        answer.put("published", of.events())
                .put("created", of.created())
                .put("updated", of.updated())
                .put("deleted", of.deleted())
                .put("read", of.read())
                .put("tombstones", of.tombstones())
                .put("withheld", of.withheld())
                .put("suppressed", of.suppressed())
                .put("failed", of.failed())
                .put("bytes", of.bytes());
        return answer.put("p50Millis", quantile(of.latency(), 0.50)).put("p99Millis", quantile(of.latency(), 0.99));
    }

    /** The upper bound of the class that the quantile falls into; null without events, and above the last bound. */
    static @Nullable Integer quantile(List<Long> classes, double share) {
        long all = classes.stream().mapToLong(Long::longValue).sum();
        long seen = 0;
        for (int i = 0; i < classes.size() && i < Statistics.LATENCY_MILLIS.size(); i++) {
            seen += classes.get(i);
            if (all > 0 && seen >= Math.ceil(all * share)) {
                return Statistics.LATENCY_MILLIS.get(i);
            }
        }
        return null;
    }

    private void transactions(Context ctx) {
        var of = ctx.queryParam("of");
        if (of != null && !StatisticsQueries.isKey(of)) {
            throw new Refusal.Invalid(
                    "invalid-field", "of: one of all, grant, view, provider, subscriber, pair (provider subscriber)");
        }
        var span = Span.of(ctx, clock.instant());
        ctx.json(answers(statistics.transactions(Caller.of(ctx), span, of == null ? "all" : of)));
    }

    private static List<ObjectNode> answers(List<Transactions> sums) {
        return sums.stream().map(StatisticsRoutes::answer).toList();
    }

    private static ObjectNode answer(Transactions of) {
        var answer = Json.MAPPER.createObjectNode();
        if (!of.key().isEmpty()) {
            answer.put("of", of.key());
        }
        answer.put("since", text(of.since())).put("transactions", of.events());
        if (of.yearBefore() != null) {
            answer.put("yearBefore", of.yearBefore());
        }
        return answer;
    }

    /** By committed offsets, for the parties of the grant. */
    private void consumption(Context ctx) {
        var grant = grants.get(Caller.of(ctx), Body.id(ctx, "grant"));
        ctx.json(consumption.of(grant));
    }

    private void forAll(Context ctx) {
        var sums = statistics.forAll();
        var answer = Json.MAPPER.createObjectNode();
        answer.put("since", sums.since() == null ? null : sums.since().toString())
                .put("until", sums.until().toString())
                .put("connectedAgencies", sums.connectedAgencies())
                .put("transactions", sums.transactions());
        answer.set("days", Json.MAPPER.valueToTree(answers(sums.days())));
        answer.set("years", Json.MAPPER.valueToTree(answers(sums.years())));
        ctx.json(answer);
    }

    private static @Nullable String text(@Nullable OffsetDateTime since) {
        return since == null
                ? null
                : since.atZoneSameInstant(Span.COUNTRY).toOffsetDateTime().toString();
    }
}

package vn.mach.registry.grants;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import vn.mach.naming.ViewId;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.http.Act;
import vn.mach.registry.http.Answer;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.json.Json;
import vn.mach.registry.views.Views;

/** A provider stops to deliver a view to all its subscribers or to some, at once or after it said so. */
final class Suspensions {
    private final Grants grants;
    private final Views views;
    private final AuditLog audit;
    private final Clock clock;
    private final WorkingDays calendar = WorkingDays.known();

    Suspensions(Grants grants, Views views, AuditLog audit, Clock clock) {
        this.grants = grants;
        this.views = views;
        this.audit = audit;
        this.clock = clock;
    }

    /** Announces the suspension of each active grant that is named, or begins it. */
    Answer suspend(Act act, ViewId view, Suspension wanted) {
        var at = calendar.after(clock.instant(), wanted.days()).truncatedTo(ChronoUnit.MICROS);
        var concerned = concerned(act, view, wanted);
        var each = new Act(act.tx(), act.caller(), null); // the version that was compared is the view's
        var told = concerned.stream()
                .map(grant -> wanted.days() == 0
                        ? grants.suspend(each, grant.id(), wanted.reason())
                        : grants.announce(each, grant, at, wanted.reason()))
                .toList();
        audit.record(
                act.tx(),
                act.caller(),
                "view.suspend",
                view,
                Map.of("reason", wanted.reason(), "noticeDays", wanted.days(), "grants", told.size()));
        var body = Json.MAPPER.createObjectNode().put("view", view.toString());
        body.put("suspendsAt", wanted.days() == 0 ? clock.instant().toString() : at.toString());
        body.put("reason", wanted.reason());
        body.set("grants", GrantJson.list(told));
        return Answer.of(body, views.require(act.tx(), view).definition().revision());
    }

    private List<Grant> concerned(Act act, ViewId view, Suspension wanted) {
        if (!act.caller().is(Role.OPERATOR)
                && !act.caller().stewards(view.dataset().agency())) {
            throw new Refusal.NotFound("view", view);
        }
        act.on(views.require(act.tx(), view).definition().revision());
        var named = wanted.named();
        var active = grants.ofView(act.tx(), view).stream()
                .filter(grant -> grant.state() == GrantState.ACTIVE)
                .filter(grant -> named.isEmpty() || named.contains(grant.account()))
                .toList();
        var found = active.stream().map(Grant::account).toList();
        var missing = named.stream().filter(account -> !found.contains(account)).toList();
        if (!missing.isEmpty() || active.isEmpty()) {
            throw new Refusal.Conflict(
                    "no-active-grant",
                    "view '" + view + "' has no active grant" + (missing.isEmpty() ? "" : " of " + missing));
        }
        return active;
    }

    /** Carries out those that were begun. */
    Answer enforce(Answer done, Function<UUID, Answer> enforcement) {
        var grants = Json.MAPPER.createArrayNode();
        for (var grant : done.body().get("grants")) {
            boolean begun = GrantState.of(grant.get("state").asText()).isEnding();
            grants.add(
                    begun
                            ? enforcement
                                    .apply(UUID.fromString(grant.get("id").asText()))
                                    .body()
                            : grant);
        }
        done.body().set("grants", grants);
        return done;
    }
}

package vn.mach.registry.views;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import vn.mach.naming.AgencyId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.registry.http.Acts;
import vn.mach.registry.http.Answer;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.Page;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Route;
import vn.mach.registry.http.Routes;
import vn.mach.registry.json.Json;
import vn.mach.view.BoundView;
import vn.mach.view.ColumnRule;
import vn.mach.view.Gate;
import vn.mach.view.ViewDefinition;
import vn.mach.view.ViewStatus;
import vn.mach.view.ViewStatus.Incomplete;

final class ViewRoutes implements Routes {
    private static final String VIEW = API + "/views/{agency}/{dataset}/{view}";

    private final Views views;
    private final Acts acts;
    private final Convergence convergence;
    private final ViewStatuses statuses;
    private final Views.Readers readers;

    ViewRoutes(Views views, Acts acts, Convergence convergence, ViewStatuses statuses, Views.Readers readers) {
        this.views = views;
        this.acts = acts;
        this.convergence = convergence;
        this.statuses = statuses;
        this.readers = readers;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post(API + "/datasets/{agency}/{dataset}/views", this::define, Role.STEWARD),
                Route.post(API + "/views/try", this::tryOut, Role.STEWARD),
                Route.get(API + "/views", this::list, Role.OPERATOR, Role.STEWARD, Role.MEMBER),
                Route.get(VIEW, this::get, Role.OPERATOR, Role.STEWARD, Role.MEMBER),
                Route.put(VIEW, this::redefine, Role.STEWARD),
                Route.post(VIEW + "/retire", this::retire, Role.STEWARD));
    }

    private void define(Context ctx) {
        var caller = Caller.of(ctx);
        var wanted = Body.read(ctx, NewView.class);
        var bound = views.bound(caller, dataset(ctx), wanted);
        acts.once(
                ctx,
                act -> {
                    var view = views.define(act, bound, wanted.title());
                    return Answer.created(withSchemas(caller, view), version(view));
                },
                this::settled);
    }

    /** Stores nothing: neither the definition nor the rows. */
    private void tryOut(Context ctx) {
        var trial = Body.read(ctx, Trial.class);
        ctx.json(trial.run(views.boundForTrial(Caller.of(ctx), trial.datasetId(), trial.view())));
    }

    private void redefine(Context ctx) {
        var caller = Caller.of(ctx);
        var wanted = Body.read(ctx, NewView.class);
        var bound = views.boundNext(caller, view(ctx), wanted);
        acts.once(
                ctx,
                act -> {
                    var view = views.redefine(act, bound, wanted.title(), readers);
                    return Answer.of(withSchemas(caller, view), version(view));
                },
                this::settled);
    }

    private void retire(Context ctx) {
        var caller = Caller.of(ctx);
        var id = view(ctx);
        acts.once(
                ctx,
                act -> {
                    var view = views.retire(act, id, readers);
                    return Answer.of(answer(caller, view), version(view));
                },
                this::settled);
    }

    private Answer settled(Answer done) {
        convergence.settled(done.body());
        return done;
    }

    private static long version(View view) {
        return view.definition().revision();
    }

    private void list(Context ctx) {
        var caller = Caller.of(ctx);
        views.visible(caller, Page.of(ctx)).map(view -> answer(caller, view)).send(ctx);
    }

    private void get(Context ctx) {
        var caller = Caller.of(ctx);
        var view = views.get(caller, view(ctx));
        var answer = withSchemas(caller, view);
        answer.set("status", status(view));
        Answer.of(answer, version(view)).send(ctx);
    }

    private static ViewId view(Context ctx) {
        return ViewId.of(dataset(ctx), ctx.pathParam("view"));
    }

    private static DatasetId dataset(Context ctx) {
        return DatasetId.of(AgencyId.of(ctx.pathParam("agency")), ctx.pathParam("dataset"));
    }

    private ObjectNode answer(Caller caller, View view) {
        var definition = view.definition();
        var audience = definition.audience();
        var answer = Json.MAPPER
                .createObjectNode()
                .put("view", view.id().toString())
                .put("dataset", view.id().dataset().toString())
                .put("version", definition.version())
                .put("revision", definition.revision())
                .put("sharing", view.sealed() ? "sealed" : "shared")
                .put(
                        "state",
                        view.spent() && definition.gate() == Gate.CLOSED
                                ? "revoked"
                                : definition.gate().name().toLowerCase(Locale.ROOT))
                .put("topic", view.id().topic())
                .put("partitions", definition.partitions())
                .put("definedAt", view.definedAt().toString());
        if (caller.sees(view.owner()) || showsItsCondition(definition)) {
            answer.put("condition", definition.condition());
        }
        if (audience != null) {
            answer.put("audience", audience.slug());
        }
        if (view.title() != null) {
            answer.set("title", Json.MAPPER.valueToTree(view.title()));
        }
        answer.set("key", Json.MAPPER.valueToTree(definition.keyColumns()));
        answer.set("columns", Json.MAPPER.valueToTree(columns(caller, view)));
        statuses.incomplete(view.id()).ifPresent(incomplete -> answer.set("incomplete", answer(incomplete)));
        return answer;
    }

    private static ObjectNode answer(Incomplete incomplete) {
        return Json.MAPPER.createObjectNode().put("since", incomplete.since()).put("reason", incomplete.reason());
    }

    /** A condition on what is withheld tells of it: a subscriber sees it only if every column in it is shown as it is. */
    private static boolean showsItsCondition(ViewDefinition definition) {
        var shown = definition.columns().stream()
                .filter(rule -> rule instanceof ColumnRule.Keep)
                .map(ColumnRule::column)
                .collect(Collectors.toSet());
        return shown.containsAll(BoundView.columnsIn(definition.condition(), definition.contract()));
    }

    /** A subscriber does not learn the names of what is withheld. */
    private static List<?> columns(Caller caller, View view) {
        return view.definition().columns().stream()
                .filter(rule -> !(rule instanceof ColumnRule.Withhold) || caller.sees(view.owner()))
                .map(ColumnRule::toMap)
                .toList();
    }

    private ObjectNode withSchemas(Caller caller, View view) {
        var schemas = ViewSchemas.of(view.definition());
        var answer = answer(caller, view);
        answer.set("keySchema", Json.tree(schemas.key().toString()));
        answer.set("rowSchema", Json.tree(schemas.row().toString()));
        return answer;
    }

    private ArrayNode status(View view) {
        var partitions = Json.MAPPER.createArrayNode();
        for (var status : statuses.of(view.id())) {
            partitions.add(partition(status));
        }
        return partitions;
    }

    private static ObjectNode partition(ViewStatus status) {
        var position = status.position();
        return Json.MAPPER
                .createObjectNode()
                .put("partition", status.partition())
                .put("state", status.state().name().toLowerCase(Locale.ROOT))
                .put("revision", status.revision())
                .put("scanned", status.scanned())
                .put("position", position == null ? null : position.toString())
                .put("at", Instant.ofEpochMilli(status.atMillis()).toString());
    }
}

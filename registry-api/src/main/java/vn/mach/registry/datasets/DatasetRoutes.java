package vn.mach.registry.datasets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;
import java.util.Objects;
import vn.mach.naming.AgencyId;
import vn.mach.naming.DatasetId;
import vn.mach.registry.http.Acts;
import vn.mach.registry.http.Answer;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.Page;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Route;
import vn.mach.registry.http.Routes;
import vn.mach.registry.json.Json;

final class DatasetRoutes implements Routes {
    private final Datasets datasets;
    private final ContractChanges changes;
    private final Acts acts;
    private final Convergence convergence;

    DatasetRoutes(Datasets datasets, ContractChanges changes, Acts acts, Convergence convergence) {
        this.datasets = datasets;
        this.changes = changes;
        this.acts = acts;
        this.convergence = convergence;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post(API + "/agencies/{agency}/datasets", this::define, Role.STEWARD),
                Route.get(API + "/datasets", this::list, Role.OPERATOR, Role.STEWARD, Role.MEMBER),
                Route.get(API + "/datasets/{agency}/{dataset}", this::get, Role.OPERATOR, Role.STEWARD, Role.MEMBER),
                Route.post(API + "/datasets/{agency}/{dataset}/contract", this::change, Role.STEWARD));
    }

    private void define(Context ctx) {
        var caller = Caller.of(ctx);
        var owner = AgencyId.of(ctx.pathParam("agency"));
        var wanted = Body.read(ctx, NewDataset.class);
        acts.once(
                ctx,
                act -> {
                    var dataset = datasets.define(act, owner, wanted);
                    return Answer.created(answer(caller, dataset), dataset.version());
                },
                this::settled);
    }

    private Answer settled(Answer done) {
        convergence.settled(done.body());
        return done;
    }

    /** With {@code dry-run=true} it only says what the change would do. */
    private void change(Context ctx) {
        var wanted = Body.read(ctx, NewContract.class);
        var impact = changes.impact(Caller.of(ctx), id(ctx), wanted);
        if (dryRun(ctx)) {
            ctx.json(ImpactJson.of(impact).put("dryRun", true));
            return;
        }
        acts.once(
                ctx,
                act -> {
                    var changed = changes.change(act, impact, wanted);
                    return Answer.of(
                            ImpactJson.of(changed).put("dryRun", false),
                            changed.next().version());
                },
                this::settled);
    }

    private static boolean dryRun(Context ctx) {
        var text = Objects.requireNonNullElse(ctx.queryParam("dry-run"), "false");
        if (!text.equals("true") && !text.equals("false")) {
            throw new Refusal.Invalid("invalid-parameter", "dry-run: true or false");
        }
        return text.equals("true");
    }

    private void list(Context ctx) {
        var caller = Caller.of(ctx);
        datasets.page(Page.of(ctx)).map(dataset -> answer(caller, dataset)).send(ctx);
    }

    private void get(Context ctx) {
        var dataset = datasets.get(id(ctx));
        Answer.of(answer(Caller.of(ctx), dataset), dataset.version()).send(ctx);
    }

    private static DatasetId id(Context ctx) {
        return DatasetId.of(AgencyId.of(ctx.pathParam("agency")), ctx.pathParam("dataset"));
    }

    /** The names of columns are themselves governed: only the owner and operators see the contract. */
    private static ObjectNode answer(Caller caller, Dataset dataset) {
        var answer = Json.MAPPER
                .createObjectNode()
                .put("dataset", dataset.id().toString())
                .put("agency", dataset.owner().slug())
                .put("slug", dataset.id().slug())
                .put("legalBasis", dataset.legalBasis())
                .put("version", dataset.version())
                .put("definedAt", dataset.definedAt().toString());
        if (dataset.steward() != null) {
            answer.put("steward", dataset.steward());
        }
        if (dataset.refresh() != null) {
            answer.put("refresh", dataset.refresh());
        }
        answer.set("title", Json.MAPPER.valueToTree(dataset.title()));
        if (caller.sees(dataset.owner())) {
            answer.put("topic", dataset.id().topic()).put("partitions", dataset.partitions());
            answer.set("contract", Json.tree(dataset.contract().row().toString()));
            answer.set("key", Json.MAPPER.valueToTree(dataset.contract().key()));
            answer.set("classification", Json.MAPPER.valueToTree(dataset.classification()));
        }
        return answer;
    }
}

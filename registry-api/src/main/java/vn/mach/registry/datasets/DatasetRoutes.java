package vn.mach.registry.datasets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.util.List;
import vn.mach.naming.AgencyId;
import vn.mach.naming.DatasetId;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Route;
import vn.mach.registry.http.Routes;
import vn.mach.registry.json.Json;

final class DatasetRoutes implements Routes {
    private final Datasets datasets;
    private final Convergence convergence;

    DatasetRoutes(Datasets datasets, Convergence convergence) {
        this.datasets = datasets;
        this.convergence = convergence;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.post(API + "/agencies/{agency}/datasets", this::define, Role.STEWARD),
                Route.get(API + "/datasets", this::list, Role.OPERATOR, Role.STEWARD, Role.MEMBER),
                Route.get(API + "/datasets/{agency}/{dataset}", this::get, Role.OPERATOR, Role.STEWARD, Role.MEMBER));
    }

    private void define(Context ctx) {
        var caller = Caller.of(ctx);
        var dataset = datasets.define(caller, AgencyId.of(ctx.pathParam("agency")), Body.read(ctx, NewDataset.class));
        ctx.status(201).json(convergence.settled(answer(caller, dataset)));
    }

    private void list(Context ctx) {
        var caller = Caller.of(ctx);
        ctx.json(datasets.all().stream().map(dataset -> answer(caller, dataset)).toList());
    }

    private void get(Context ctx) {
        var id = DatasetId.of(AgencyId.of(ctx.pathParam("agency")), ctx.pathParam("dataset"));
        ctx.json(answer(Caller.of(ctx), datasets.get(id)));
    }

    /** The names of columns are themselves governed: only the owner and operators see the contract. */
    private static ObjectNode answer(Caller caller, Dataset dataset) {
        var answer = Json.MAPPER
                .createObjectNode()
                .put("dataset", dataset.id().toString())
                .put("agency", dataset.owner().slug())
                .put("slug", dataset.id().slug())
                .put("legalBasis", dataset.legalBasis())
                .put("definedAt", dataset.definedAt().toString());
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

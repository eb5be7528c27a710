package vn.mach.registry.declaration;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import vn.mach.naming.DatasetId;
import vn.mach.registry.agencies.Agencies;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.datasets.ContractChanges;
import vn.mach.registry.datasets.Datasets;
import vn.mach.registry.db.Database;
import vn.mach.registry.declaration.Declaration.Kind;
import vn.mach.registry.grants.Enforcement;
import vn.mach.registry.grants.Grant;
import vn.mach.registry.grants.Grants;
import vn.mach.registry.http.Act;
import vn.mach.registry.http.Acts;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Routes;
import vn.mach.registry.views.Views;

/** The registry as a text that operators keep: exported, compared with what there is, and carried out as one act. */
public final class Declarations {
    /** Whose acts carry a plan out. */
    public record Features(
            Agencies agencies,
            Datasets datasets,
            ContractChanges contracts,
            Views views,
            Views.Readers readers,
            Grants grants) {}

    /** @param taken the grants that it took */
    record Applied(Plan plan, List<UUID> taken) {}

    private final Database database;
    private final AuditLog audit;
    private final Clock clock;
    private final Features features;
    private final Present present;

    public Declarations(Database database, AuditLog audit, Clock clock, Features features) {
        this.database = database;
        this.audit = audit;
        this.clock = clock;
        this.features = features;
        this.present = new Present(features.agencies(), features.datasets(), features.views(), features.grants());
    }

    public Routes routes(Enforcement enforcement, Convergence convergence) {
        return new DeclarationRoutes(this, new Acts(database::write, clock), enforcement, convergence);
    }

    /** What there is, as YAML; the same bytes as long as nothing of it changes. */
    String export(Caller caller) {
        caller.requireAny(Role.OPERATOR);
        return DeclarationYaml.text(database.read(present::of));
    }

    Plan plan(Caller caller, Declaration wanted) {
        caller.requireAny(Role.OPERATOR);
        return database.read(tx -> plan(tx, wanted));
    }

    private Plan plan(Handle tx, Declaration wanted) {
        var now = present.of(tx);
        return new Plan(Present.state(DeclarationYaml.text(now)), Differences.between(now, wanted));
    }

    /** Asks what stands against each change of a contract; outside of any transaction, since the schema registry is asked too. */
    Map<String, Consumer<Act>> contractChanges(Caller caller, Declaration wanted) {
        var plan = plan(caller, wanted);
        plan.requirePossible();
        var changes = new HashMap<String, Consumer<Act>>();
        for (var one : plan.differences()) {
            if (one.kind() == Kind.DATASET && one.act() == Difference.Act.CHANGE) {
                var id = DatasetId.parse(one.id());
                var dataset = wanted.dataset(one.id()).orElseThrow();
                try {
                    changes.put(
                            one.id(),
                            features.contracts()
                                    .prepared(
                                            caller.settingUp(id.agency()),
                                            id,
                                            dataset.contract(),
                                            dataset.classification()));
                } catch (Refusal e) {
                    throw Where.of(one.where() + ": dataset '" + one.id() + "'", e);
                }
            }
        }
        return changes;
    }

    /** All of the plan, or nothing. */
    Applied apply(Act act, Declaration wanted, Map<String, Consumer<Act>> contractChanges) {
        act.caller().requireAny(Role.OPERATOR);
        var plan = plan(act.tx(), wanted);
        act.on(plan.state());
        plan.requirePossible();
        var taken = new Carrying(features, wanted, contractChanges, present.grantIds(act.tx())).out(act, plan);
        if (!plan.differences().isEmpty()) {
            audit.record(
                    act.tx(),
                    act.caller(),
                    "declaration.apply",
                    plan.differences().size() + " differences",
                    Map.of(
                            "create", plan.count(Difference.Act.CREATE),
                            "change", plan.count(Difference.Act.CHANGE),
                            "delete", plan.count(Difference.Act.DELETE)));
        }
        return new Applied(plan, taken);
    }

    Grant grant(Caller caller, UUID id) {
        return features.grants().get(caller, id);
    }
}

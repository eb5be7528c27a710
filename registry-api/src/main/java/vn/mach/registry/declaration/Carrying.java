package vn.mach.registry.declaration;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import vn.mach.naming.DatasetId;
import vn.mach.naming.IllegalName;
import vn.mach.naming.ViewId;
import vn.mach.registry.declaration.Declaration.Kind;
import vn.mach.registry.http.Act;
import vn.mach.registry.http.Refusal;

/** Carries a plan out in one transaction, each difference by the act of its feature. */
final class Carrying {
    private static final String REASON = "not in the declaration that was applied";
    private static final String SUSPENDED = "declared suspended";

    private final Declarations.Features features;
    private final Declaration wanted;
    private final Map<String, Consumer<Act>> contractChanges;
    private final Map<String, UUID> grantIds;
    private final List<UUID> taken = new ArrayList<>();

    Carrying(
            Declarations.Features features,
            Declaration wanted,
            Map<String, Consumer<Act>> contractChanges,
            Map<String, UUID> grantIds) {
        this.features = features;
        this.wanted = wanted;
        this.contractChanges = contractChanges;
        this.grantIds = grantIds;
    }

    /**
     * Rights are taken first, and views retired; then agencies, datasets and views come to be in the order in which they need
     * each other. The grants whose end Kafka has yet to follow.
     */
    List<UUID> out(Act by, Plan plan) {
        run(by, plan, it -> it.kind() == Kind.GRANT);
        run(by, plan, it -> it.kind() == Kind.VIEW && it.act() == Difference.Act.DELETE);
        run(by, plan, it -> it.kind() == Kind.AGENCY);
        run(by, plan, it -> it.kind() == Kind.DATASET);
        run(by, plan, it -> it.kind() == Kind.VIEW && it.act() != Difference.Act.DELETE);
        return List.copyOf(taken);
    }

    private void run(Act by, Plan plan, Predicate<Difference> which) {
        plan.differences().stream().filter(which).forEach(difference -> {
            var where = difference.where() + ": " + difference.kind().one + " '" + difference.id() + "'";
            try {
                act(by, difference);
            } catch (Refusal e) {
                throw Where.of(where, e);
            } catch (IllegalName e) {
                throw new Refusal.Invalid("illegal-name", where + ": " + e.getMessage());
            }
        });
    }

    private void act(Act by, Difference difference) {
        switch (difference.kind()) {
            case AGENCY ->
                features.agencies()
                        .enrol(by.tx(), by.caller(), agency(difference).wanted());
            case DATASET -> dataset(by, difference);
            case VIEW -> view(by, difference);
            case GRANT -> grant(by, difference);
        }
    }

    private DeclaredAgency agency(Difference difference) {
        return Declaration.find(wanted.agencies(), difference.id()).orElseThrow();
    }

    private void dataset(Act by, Difference difference) {
        var id = DatasetId.parse(difference.id());
        if (difference.act() == Difference.Act.CREATE) {
            var dataset = wanted.dataset(difference.id()).orElseThrow();
            features.datasets().define(owning(by, id), id.agency(), dataset.wanted());
            return;
        }
        var change = contractChanges.get(difference.id());
        if (change == null) {
            throw new Refusal.Conflict("contract-changed", "it has just changed: look at the plan again");
        }
        change.accept(owning(by, id));
    }

    private void view(Act by, Difference difference) {
        var id = ViewId.parse(difference.id());
        var owner = owning(by, id.dataset());
        if (difference.act() == Difference.Act.DELETE) {
            features.views().retire(owner, id, features.readers());
            return;
        }
        var view =
                Declaration.find(wanted.views(), difference.id()).orElseThrow().wanted();
        if (difference.act() == Difference.Act.CREATE) {
            features.views().define(owner, id.dataset(), view);
        } else {
            features.views().redefine(owner, id, view, features.readers());
        }
    }

    private void grant(Act by, Difference difference) {
        var id = grantIds.get(difference.id());
        if (id == null) {
            throw new Refusal.Conflict("grant-changed", "it has just changed: look at the plan again");
        }
        var fresh = new Act(by.tx(), by.caller(), null);
        if (difference.act() == Difference.Act.DELETE) {
            features.grants().revoke(fresh, id, REASON);
            taken.add(id);
        } else if (Declaration.find(wanted.grants(), difference.id())
                        .orElseThrow()
                        .state()
                == DeclaredGrant.State.SUSPENDED) {
            features.grants().suspend(fresh, id, SUSPENDED);
            taken.add(id);
        } else {
            features.grants().resume(fresh, id);
        }
    }

    /** The operator with what the owner's steward may do; what that gives to anybody still needs a grant and two approvals. */
    private static Act owning(Act by, DatasetId dataset) {
        return new Act(by.tx(), by.caller().settingUp(dataset.agency()), null);
    }
}

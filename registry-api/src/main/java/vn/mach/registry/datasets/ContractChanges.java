package vn.mach.registry.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.db.Database;
import vn.mach.registry.http.Act;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.wire.SchemaRegistryException;

/**
 * Changes a dataset's contract. First it is told what a change would do: what stands against it under FULL_TRANSITIVE
 * compatibility, and which views and grants it touches. What breaks any of them is refused.
 */
public final class ContractChanges {
    /**
     * @param next the dataset as it would be
     * @param incompatible what stands against it for the data
     * @param views what it touches
     */
    record Impact(Dataset now, Dataset next, ContractDiff diff, List<String> incompatible, List<TouchedView> views) {
        boolean isAccepted() {
            return incompatible.isEmpty()
                    && views.stream().noneMatch(view -> view.effect() == TouchedView.Effect.BREAKS);
        }
    }

    private final Database database;
    private final AuditLog audit;
    private final DatasetStore store;
    private final Clock clock;
    private final Datasets.Subjects subjects;
    private final DatasetReaders readers;

    ContractChanges(
            Database database,
            AuditLog audit,
            DatasetStore store,
            Clock clock,
            Datasets.Subjects subjects,
            DatasetReaders readers) {
        this.database = database;
        this.audit = audit;
        this.store = store;
        this.clock = clock;
        this.subjects = subjects;
        this.readers = readers;
    }

    /**
     * Asks the schema registry what stands against a change, before any transaction; what is answered carries the change out in
     * one, or refuses it.
     */
    public Consumer<Act> prepared(
            Caller caller, DatasetId id, JsonNode contract, Map<String, Classification> classification) {
        var wanted = new NewContract(contract, classification);
        var foreseen = impact(caller, id, wanted);
        return act -> change(act, foreseen, wanted);
    }

    /** What the change would do; asks the schema registry too, and so is not part of any transaction. */
    Impact impact(Caller caller, DatasetId id, NewContract wanted) {
        caller.requireOf(id.agency(), "dataset", id);
        caller.requireAny(Role.STEWARD);
        var impact = database.read(tx -> impact(tx, require(tx, id), wanted));
        boolean asks = impact.incompatible().isEmpty() && !impact.diff().isEmpty();
        return asks && !isTaken(impact.next())
                ? new Impact(
                        impact.now(),
                        impact.next(),
                        impact.diff(),
                        List.of("the schema registry would not take it after what it has"),
                        impact.views())
                : impact;
    }

    private boolean isTaken(Dataset next) {
        try {
            return subjects.allows(
                    Topics.valueSubject(next.id().topic()), next.registered().envelopeSchema());
        } catch (SchemaRegistryException e) {
            throw new Refusal.Unavailable(
                    "schema-registry-unavailable", "the schema registry does not say whether it takes the contract");
        }
    }

    private Impact impact(Handle tx, Dataset now, NewContract wanted) {
        var next = wanted.of(now);
        var diff = ContractDiff.between(now.contract(), next.contract());
        return new Impact(
                now,
                next,
                diff,
                FullTransitive.against(store.contracts(tx, now), next.contract()),
                readers.touchedBy(tx, now.id(), next.contract(), diff));
    }

    /** Accepts the change, or says what it breaks. */
    Impact change(Act act, Impact foreseen, NewContract wanted) {
        store.lock(act.tx(), foreseen.now().id());
        var now = require(act.tx(), foreseen.now().id());
        act.on(now.version());
        if (now.version() != foreseen.now().version()) {
            throw new Refusal.Conflict("contract-changed", "the dataset has just changed: look at the impact again");
        }
        var impact = impact(act.tx(), now, wanted);
        requireAccepted(foreseen.incompatible(), impact.views());
        if (NewContract.isSame(now.contract(), impact.next().contract())) {
            return impact;
        }
        store.change(
                act.tx(), impact.next(), act.caller().subject(), contractNumber(act.tx(), now) + 1, clock.instant());
        readers.follow(act.tx(), now.id());
        audit.record(
                act.tx(),
                act.caller(),
                "dataset.contract",
                now.id(),
                Map.of(
                        "added", List.copyOf(impact.diff().added()),
                        "removed", List.copyOf(impact.diff().removed()),
                        "changed", List.copyOf(impact.diff().changed())));
        return new Impact(now, require(act.tx(), now.id()), impact.diff(), List.of(), impact.views());
    }

    private int contractNumber(Handle tx, Dataset dataset) {
        return store.contracts(tx, dataset).size();
    }

    private static void requireAccepted(List<String> incompatible, List<TouchedView> views) {
        if (!incompatible.isEmpty()) {
            throw new Refusal.Conflict("contract-incompatible", "not FULL_TRANSITIVE: " + incompatible.get(0));
        }
        var broken = views.stream()
                .filter(view -> view.effect() == TouchedView.Effect.BREAKS)
                .map(view -> view.view().toString())
                .toList();
        if (!broken.isEmpty()) {
            throw new Refusal.Conflict(
                    "contract-breaks-views",
                    "these views could not be what they are: " + String.join(", ", broken)
                            + "; '?dry-run=true' says why and whom it concerns");
        }
    }

    private Dataset require(Handle tx, DatasetId id) {
        return store.find(tx, id).orElseThrow(() -> new Refusal.NotFound("dataset", id));
    }
}

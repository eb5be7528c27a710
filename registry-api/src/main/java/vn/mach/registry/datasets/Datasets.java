package vn.mach.registry.datasets;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.jdbi.v3.core.Handle;
import vn.mach.naming.AgencyId;
import vn.mach.naming.DatasetId;
import vn.mach.registry.agencies.Agencies;
import vn.mach.registry.agencies.Quotas;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.db.Database;
import vn.mach.registry.http.Act;
import vn.mach.registry.http.Acts;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.Page;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Routes;

/** Defines datasets. That one exists is open to every known caller; its contract is for its owner and operators. */
public final class Datasets {
    private final Database database;
    private final AuditLog audit;
    private final Agencies agencies;
    private final Clock clock;
    private final DatasetStore store = new DatasetStore();

    public Datasets(Database database, AuditLog audit, Agencies agencies, Clock clock) {
        this.database = database;
        this.audit = audit;
        this.agencies = agencies;
        this.clock = clock;
    }

    /** Whether the schema registry would take a schema as the next of a subject. */
    public interface Subjects {
        boolean allows(String subject, Schema schema);
    }

    public Routes routes(Convergence convergence, Subjects subjects, DatasetReaders readers) {
        return new DatasetRoutes(this, changes(subjects, readers), new Acts(database::write, clock), convergence);
    }

    public ContractChanges changes(Subjects subjects, DatasetReaders readers) {
        return new ContractChanges(database, audit, store, clock, subjects, readers);
    }

    /** Defines it in a transaction of its own. */
    public Dataset define(Caller caller, AgencyId owner, NewDataset wanted) {
        return database.write(tx -> define(new Act(tx, caller, null), owner, wanted));
    }

    public Dataset define(Act act, AgencyId owner, NewDataset wanted) {
        act.caller().requireOf(owner, "agency", owner);
        act.caller().requireAny(Role.STEWARD);
        var dataset = new Dataset(
                wanted.title(),
                wanted.contractOf(owner),
                wanted.classification(),
                wanted.legalBasis(),
                wanted.partitionCount(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                wanted.steward(),
                wanted.refresh(),
                1);
        agencies.requireOpen(act.tx(), owner);
        agencies.requireRoom(act.tx(), owner, Quotas.Kind.DATASETS, it -> store.count(it, owner));
        if (!store.insert(act.tx(), dataset)) {
            throw new Refusal.Conflict("dataset-exists", "dataset '" + dataset.id() + "' is defined already");
        }
        store.remember(act.tx(), dataset, 1, act.caller().subject(), dataset.definedAt());
        audit.record(
                act.tx(),
                act.caller(),
                "dataset.define",
                dataset.id(),
                Map.of("legalBasis", dataset.legalBasis(), "partitions", dataset.partitions()));
        return dataset;
    }

    Page.Found<Dataset> page(Page page) {
        return page.found(database.read(tx -> store.page(tx, page)), Dataset::id);
    }

    public Dataset get(DatasetId id) {
        return database.read(tx -> require(tx, id));
    }

    public List<Dataset> all(Handle tx) {
        return store.all(tx);
    }

    /** Of all datasets, without reading their contracts. */
    public List<DatasetId> ids(Handle tx) {
        return store.ids(tx);
    }

    /** The dataset, or the refusal that it does not exist. */
    public Dataset require(Handle tx, DatasetId id) {
        return store.find(tx, id).orElseThrow(() -> new Refusal.NotFound("dataset", id));
    }

    /** The same, kept as it is until the transaction ends. */
    public Dataset hold(Handle tx, DatasetId id) {
        store.hold(tx, id);
        return require(tx, id);
    }
}

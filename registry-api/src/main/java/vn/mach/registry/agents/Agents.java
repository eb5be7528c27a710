package vn.mach.registry.agents;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import vn.mach.connection.Secret;
import vn.mach.naming.AgencyId;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.registry.agencies.Agencies;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.datasets.Datasets;
import vn.mach.registry.db.Database;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Routes;
import vn.mach.registry.kafka.CredentialWriter;

/** Enrols agents: a Kafka user that writes its datasets and nothing else. One agent for each dataset. */
public final class Agents {
    private final Database database;
    private final AuditLog audit;
    private final Agencies agencies;
    private final Datasets datasets;
    private final CredentialWriter credentials;
    private final Clock clock;
    private final AgentStore store = new AgentStore();

    public Agents(
            Database database,
            AuditLog audit,
            Agencies agencies,
            Datasets datasets,
            CredentialWriter credentials,
            Clock clock) {
        this.database = database;
        this.audit = audit;
        this.agencies = agencies;
        this.datasets = datasets;
        this.credentials = credentials;
        this.clock = clock;
    }

    public Routes routes(Convergence convergence) {
        return new AgentRoutes(this, convergence);
    }

    public Routes fleetRoutes(Fleet fleet) {
        return new FleetRoutes(this, fleet);
    }

    /** The new agent's secret. */
    public synchronized Secret create(Caller caller, AgentId id, List<DatasetId> writes) {
        requireResponsible(caller, id.agency());
        var secret = credentials.newSecret();
        database.run(tx -> {
            agencies.require(tx, id.agency());
            requireNew(!store.exists(tx, id), id);
        });
        credentials.requireUnused(id.user());
        database.run(tx -> {
            requireNew(store.insertPending(tx, id, now()), id);
            writes.forEach(dataset -> assign(tx, id, dataset));
            audit.record(
                    tx,
                    caller,
                    "agent.create",
                    id,
                    Map.of("datasets", writes.stream().map(DatasetId::toString).toList()));
        });
        return handOver(id, secret);
    }

    private static void requireNew(boolean isNew, AgentId id) {
        if (!isNew) {
            throw new Refusal.Conflict("agent-exists", "agent '" + id + "' exists; rotate it for a new secret");
        }
    }

    private void assign(Handle tx, AgentId id, DatasetId dataset) {
        datasets.require(tx, dataset);
        if (!store.assign(tx, id, dataset)) {
            throw new Refusal.Conflict(
                    "dataset-has-agent",
                    "dataset '" + dataset + "' is written by agent '"
                            + store.writerOf(tx, dataset).orElse(id) + "'");
        }
    }

    /** A new secret; the old one no longer logs in. */
    public synchronized Secret rotate(Caller caller, AgentId id) {
        requireResponsible(caller, id.agency());
        var secret = credentials.newSecret();
        database.run(tx -> {
            if (!store.makePending(tx, id, now())) {
                throw new Refusal.NotFound("agent", id);
            }
            audit.record(tx, caller, "agent.rotate", id, Map.of());
        });
        return handOver(id, secret);
    }

    private Secret handOver(AgentId id, Secret secret) {
        credentials.write(id.user(), secret);
        database.run(tx -> store.makeReady(tx, id));
        return secret;
    }

    public List<Agent> of(Caller caller, AgencyId agency) {
        if (!caller.sees(agency)) {
            throw new Refusal.NotFound("agency", agency);
        }
        return database.read(store::all).stream()
                .filter(agent -> agent.id().agency().equals(agency))
                .toList();
    }

    List<Agent> visible(Caller caller) {
        return database.read(store::all).stream()
                .filter(agent -> caller.sees(agent.id().agency()))
                .toList();
    }

    Agent get(Caller caller, AgentId id) {
        return visible(caller).stream()
                .filter(agent -> agent.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new Refusal.NotFound("agent", id));
    }

    public List<Agent> all(Handle tx) {
        return store.all(tx);
    }

    private static void requireResponsible(Caller caller, AgencyId agency) {
        if (!caller.is(Role.OPERATOR)) {
            caller.requireOf(agency, "agency", agency);
            caller.requireAny(Role.STEWARD);
        }
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}

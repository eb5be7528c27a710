package vn.mach.registry;

import static vn.mach.registry.http.TestCallers.caller;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import vn.mach.connection.Secret;
import vn.mach.registry.accounts.Accounts;
import vn.mach.registry.agencies.Agencies;
import vn.mach.registry.agents.Agents;
import vn.mach.registry.agents.Fleet;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.datasets.Datasets;
import vn.mach.registry.db.Database;
import vn.mach.registry.db.TestDatabase;
import vn.mach.registry.grants.Enforcement;
import vn.mach.registry.grants.GateProof;
import vn.mach.registry.grants.Grants;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Routes;
import vn.mach.registry.kafka.CredentialWriter;
import vn.mach.registry.requests.Requests;
import vn.mach.registry.schemaregistry.KnownSchemas;
import vn.mach.registry.views.ViewStatuses;
import vn.mach.registry.views.Views;

/** Every feature over a fresh real database, with a Kafka that takes all it is told and a clock that can be moved. */
public final class Country {
    public static final Caller OPERATOR = caller("op", "mic", Role.OPERATOR);
    public static final Caller MOJ = caller("moj-steward", "moj", Role.STEWARD);
    public static final Caller HANOI = caller("hanoi-member", "hanoi", Role.MEMBER);

    public final MovableClock clock = new MovableClock(Instant.parse("2026-03-01T02:00:00Z"));
    public final Map<String, Secret> kafkaUsers = new ConcurrentHashMap<>();
    public final Database database = TestDatabase.fresh();
    public final AuditLog audit = new AuditLog(database, clock);
    public final Agencies agencies = new Agencies(database, audit, clock);
    public final Datasets datasets = new Datasets(database, audit, agencies, clock);
    public final Views views = new Views(database, audit, agencies, datasets, clock);
    private final CredentialWriter credentials = new CredentialWriter(new TakesAll(kafkaUsers));
    public final Accounts accounts = new Accounts(database, audit, agencies, credentials, clock);
    public final Agents agents = new Agents(database, audit, agencies, datasets, credentials, clock);
    public final Grants grants = new Grants(database, audit, views, clock);
    public final Requests requests = new Requests(database, audit, views, accounts, grants, clock);
    public final KnownSchemas schemas = new KnownSchemas(database, accounts, grants);
    public final ViewStatuses statuses = new ViewStatuses();

    public List<Routes> routes() {
        Convergence settled = () -> true;
        Enforcement done = grant -> {
            var proof = grant.sealed() ? new GateProof(true, Map.of(0, "")) : GateProof.NO_GATE;
            grants.finish(grant, proof);
            return proof;
        };
        return List.of(
                agencies.routes(),
                datasets.routes(settled, (subject, schema) -> true, grants.readersOfDatasets()),
                views.routes(settled, statuses, requests::readers),
                accounts.routes(),
                agents.routes(settled),
                agents.fleetRoutes(new Fleet()),
                requests.routes(settled),
                grants.routes(done, settled),
                audit.routes(),
                schemas.routes());
    }

    private record TakesAll(Map<String, Secret> kafkaUsers) implements CredentialWriter.SecretSink {
        @Override
        public void setSecret(String user, Secret secret) {
            kafkaUsers.put(user, secret);
        }

        @Override
        public Set<String> users() {
            return Set.copyOf(kafkaUsers.keySet());
        }
    }

    /** A clock that stands until it is moved. */
    public static final class MovableClock extends Clock {
        private volatile Instant now;

        MovableClock(Instant now) {
            this.now = now;
        }

        public void moveTo(String instant) {
            now = Instant.parse(instant);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}

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
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.ScramMechanism;
import vn.mach.connection.KafkaConnection;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.connection.Secret;
import vn.mach.naming.DatasetId;
import vn.mach.registry.accounts.Accounts;
import vn.mach.registry.agencies.Agencies;
import vn.mach.registry.agents.Agents;
import vn.mach.registry.agents.Fleet;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.datasets.Datasets;
import vn.mach.registry.db.Database;
import vn.mach.registry.db.TestDatabase;
import vn.mach.registry.declaration.Declarations;
import vn.mach.registry.grants.Enforcement;
import vn.mach.registry.grants.GateProof;
import vn.mach.registry.grants.Grants;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.OpenApi;
import vn.mach.registry.http.Role;
import vn.mach.registry.http.Routes;
import vn.mach.registry.kafka.CredentialWriter;
import vn.mach.registry.platforms.AgentYaml;
import vn.mach.registry.platforms.Onboarding;
import vn.mach.registry.platforms.Platforms;
import vn.mach.registry.platforms.SampleSink;
import vn.mach.registry.requests.Requests;
import vn.mach.registry.schemaregistry.KnownSchemas;
import vn.mach.registry.statistics.Consumption;
import vn.mach.registry.statistics.ExchangeStatistics;
import vn.mach.registry.views.ViewStatuses;
import vn.mach.registry.views.Views;

/** Every feature over a fresh real database, with a Kafka that takes all it is told and a clock that can be moved. */
public final class Country {
    public static final Caller OPERATOR = caller("op", "mic", Role.OPERATOR);
    public static final Caller MOJ = caller("moj-steward", "moj", Role.STEWARD);
    public static final Caller HANOI = caller("hanoi-member", "hanoi", Role.MEMBER);

    public final MovableClock clock = new MovableClock(Instant.parse("2026-03-01T02:00:00Z"));
    public final Map<String, Secret> kafkaUsers = new ConcurrentHashMap<>();
    public final Map<String, Set<ScramMechanism>> kafkaMechanisms = new ConcurrentHashMap<>();
    public final Database database = TestDatabase.fresh();
    public final AuditLog audit = new AuditLog(database, clock);
    public final Agencies agencies = new Agencies(database, audit, clock);
    public final Platforms platforms = new Platforms(database, audit, agencies, clock);
    public final Datasets datasets = new Datasets(database, audit, agencies, clock);
    public final Views views = new Views(database, audit, agencies, datasets, clock);
    private final CredentialWriter credentials = new CredentialWriter(new TakesAll(kafkaUsers, kafkaMechanisms));
    public final Accounts accounts = new Accounts(database, audit, agencies, credentials, clock);
    public final Agents agents = new Agents(database, audit, agencies, datasets, credentials, clock);
    public final Grants grants = new Grants(database, audit, views, clock);
    public final Requests requests = new Requests(database, audit, views, accounts, grants, clock);
    public final KnownSchemas schemas = new KnownSchemas(database, accounts, grants, platforms);
    public final Map<DatasetId, List<GenericRecord>> samples = new ConcurrentHashMap<>();
    public volatile SampleSink sampleSink = (agent, secret, dataset, rows) -> samples.put(dataset.id(), rows);
    private final Onboarding onboarding = new Onboarding(
            platforms,
            datasets,
            views,
            accounts,
            agents,
            (agent, secret, dataset, rows) -> sampleSink.publish(agent, secret, dataset, rows),
            new AgentYaml(
                    new KafkaConnection("kafka.mach.example:9092", null, null),
                    SchemaRegistryConnection.of("https://schemas.mach.example/apis/ccompat/v7")));
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
                platforms.routes(settled),
                platforms.coverageRoutes(),
                onboarding.routes(settled),
                datasets.routes(settled, (subject, schema) -> true, grants.readersOfDatasets()),
                views.routes(settled, statuses, requests::readers),
                accounts.routes(settled),
                agents.routes(settled),
                agents.fleetRoutes(new Fleet()),
                requests.routes(settled),
                grants.routes(done, settled),
                new ExchangeStatistics(database, clock)
                        .routes(
                                grants,
                                grant -> List.of(
                                        new Consumption.Group(grant.account().agency() + ".app", 5, 2))),
                audit.routes(),
                new Declarations(database, audit, clock, declared()).routes(done, settled),
                schemas.routes(),
                new OpenApi());
    }

    private Declarations.Features declared() {
        var contracts = datasets.changes((subject, schema) -> true, grants.readersOfDatasets());
        return new Declarations.Features(agencies, datasets, contracts, views, requests::readers, grants);
    }

    /** The last secret of each user, and for which mechanisms it has one. */
    private record TakesAll(Map<String, Secret> kafkaUsers, Map<String, Set<ScramMechanism>> kafkaMechanisms)
            implements CredentialWriter.SecretSink {
        @Override
        public void setSecret(String user, ScramMechanism mechanism, Secret secret) {
            kafkaUsers.put(user, secret);
            kafkaMechanisms
                    .computeIfAbsent(user, unused -> ConcurrentHashMap.newKeySet())
                    .add(mechanism);
        }

        @Override
        public void deleteSecret(String user, ScramMechanism mechanism) {
            kafkaMechanisms.getOrDefault(user, Set.of()).remove(mechanism);
        }

        @Override
        public Map<String, Set<ScramMechanism>> credentials() {
            return Map.copyOf(kafkaMechanisms);
        }

        @Override
        public boolean offers(ScramMechanism mechanism) {
            return true;
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

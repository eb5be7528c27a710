package vn.mach.registry;

import io.javalin.util.JavalinBindException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.connection.ConfigFile;
import vn.mach.connection.IllegalConfiguration;
import vn.mach.registry.access.Access;
import vn.mach.registry.access.Registry;
import vn.mach.registry.accounts.Accounts;
import vn.mach.registry.agencies.Agencies;
import vn.mach.registry.agents.Agents;
import vn.mach.registry.agents.Fleet;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.datasets.Datasets;
import vn.mach.registry.db.Database;
import vn.mach.registry.db.DatabaseUnavailable;
import vn.mach.registry.declaration.Declarations;
import vn.mach.registry.grants.Grants;
import vn.mach.registry.http.OpenApi;
import vn.mach.registry.http.RateLimits;
import vn.mach.registry.http.RegistryHttp;
import vn.mach.registry.http.TokenVerifier;
import vn.mach.registry.kafka.CredentialWriter;
import vn.mach.registry.kafka.KafkaAdmin;
import vn.mach.registry.kafka.KafkaFailure;
import vn.mach.registry.operate.Dependency;
import vn.mach.registry.operate.OperateServer;
import vn.mach.registry.operate.RegistryFigures;
import vn.mach.registry.operate.RequestMetrics;
import vn.mach.registry.platforms.AgentYaml;
import vn.mach.registry.platforms.KafkaSamples;
import vn.mach.registry.platforms.Onboarding;
import vn.mach.registry.platforms.Platforms;
import vn.mach.registry.requests.Requests;
import vn.mach.registry.schemaregistry.KnownSchemas;
import vn.mach.registry.statistics.CommittedOffsets;
import vn.mach.registry.statistics.ExchangeStatistics;
import vn.mach.registry.views.ViewStatuses;
import vn.mach.registry.views.Views;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.SchemaRegistryException;

/** Starts the control plane. */
public final class RegistryMain {
    private static final Logger LOG = LoggerFactory.getLogger(RegistryMain.class);
    private static final int UNUSABLE_CONFIGURATION = 2;
    private static final int FAILURE = 1;

    private RegistryMain() {}

    public static void main(String[] args) {
        if (args.length != 1) {
            exit(UNUSABLE_CONFIGURATION, "usage: RegistryMain <config.yaml>");
            return;
        }
        try {
            start(ConfigFile.read(Path.of(args[0]), RegistryConfig.class));
            LOG.info("ready");
        } catch (IllegalConfiguration e) {
            exit(UNUSABLE_CONFIGURATION, String.valueOf(e.getMessage()));
        } catch (DatabaseUnavailable e) {
            exit(FAILURE, String.valueOf(e.getMessage()));
        } catch (KafkaFailure | KafkaException e) {
            exit(
                    FAILURE,
                    "Kafka cannot be used: " + e.getMessage() + "; start it, or correct 'kafka' in the configuration");
        } catch (SchemaRegistryException e) {
            exit(
                    FAILURE,
                    "the schema registry cannot be used: " + e.getMessage()
                            + "; start it, or correct 'schema-registry' in the configuration");
        } catch (OperateServer.CannotListen e) {
            exit(FAILURE, String.valueOf(e.getMessage()));
        } catch (JavalinBindException e) {
            exit(
                    FAILURE,
                    "cannot listen: " + e.getMessage()
                            + "; stop what uses the port, or change 'http' in the configuration");
        }
    }

    private static void start(RegistryConfig config) {
        var open = new ArrayDeque<AutoCloseable>();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> closeAll(open), "shutdown"));
        var clock = Clock.systemUTC();
        var database = opened(open, Database.open(config.database()));
        var kafka = opened(open, KafkaAdmin.connect(config.kafka()));
        var credentials = new CredentialWriter(kafka.users());

        var audit = new AuditLog(database, clock);
        var agencies = new Agencies(database, audit, clock);
        var platforms = new Platforms(database, audit, agencies, clock);
        var datasets = new Datasets(database, audit, agencies, clock);
        var views = new Views(database, audit, agencies, datasets, clock);
        var accounts = new Accounts(database, audit, agencies, credentials, clock);
        var agents = new Agents(database, audit, agencies, datasets, credentials, clock);
        var grants = new Grants(database, audit, views, clock);
        var requests = new Requests(database, audit, views, accounts, grants, clock);
        var schemas = new KnownSchemas(database, accounts, grants, platforms);

        var statuses = new ViewStatuses();
        var registry = new Registry(agencies, platforms, datasets, views, accounts, agents, grants, schemas);
        var catalog = SchemaCatalog.connect(config.schemaRegistry());
        var access = opened(open, Access.start(database, registry, config.kafka(), kafka, catalog, statuses, audit));
        var onboarding = new Onboarding(
                platforms,
                datasets,
                views,
                accounts,
                agents,
                new KafkaSamples(config.kafka(), catalog),
                new AgentYaml(config.kafka(), config.schemaRegistry()));
        var statistics = new ExchangeStatistics(database, clock);
        opened(open, statistics.follow(config.kafka(), catalog));
        var fleet = new Fleet();
        fleet.follow(config.kafka(), catalog).forEach(follower -> opened(open, follower));

        var contracts = datasets.changes(catalog::allows, grants.readersOfDatasets());
        var declared = new Declarations.Features(agencies, datasets, contracts, views, requests::readers, grants);

        var routes = List.of(
                agencies.routes(),
                platforms.routes(access.convergence()),
                platforms.coverageRoutes(),
                onboarding.routes(access.convergence()),
                datasets.routes(access.convergence(), catalog::allows, grants.readersOfDatasets()),
                views.routes(access.convergence(), statuses, requests::readers),
                accounts.routes(access.convergence()),
                agents.routes(access.convergence()),
                agents.fleetRoutes(fleet),
                requests.routes(access.convergence()),
                grants.routes(access.enforcement(), access.convergence()),
                access.routes(),
                statistics.routes(grants, new CommittedOffsets(kafka.offsets())),
                audit.routes(),
                new Declarations(database, audit, clock, declared).routes(access.enforcement(), access.convergence()),
                schemas.routes(),
                new OpenApi());
        var metrics = new RequestMetrics();
        opened(
                open,
                RegistryHttp.start(
                        config.http(),
                        TokenVerifier.of(config.identity(), agencies::answersFor),
                        audit,
                        routes,
                        RateLimits.standard(),
                        metrics));
        if (config.operate() != null) {
            var needed = List.of(
                    new Dependency("database", database::requireAnswer), new Dependency("kafka", kafka::requireAnswer));
            var figures = new RegistryFigures(metrics, access::problems, grants::byState);
            opened(open, OperateServer.open(config.operate(), needed, figures));
        }
    }

    private static <T extends AutoCloseable> T opened(Deque<AutoCloseable> open, T resource) {
        synchronized (open) {
            open.push(resource);
        }
        return resource;
    }

    /** The last opened first: no request is answered by what is already closed. */
    private static void closeAll(Deque<AutoCloseable> open) {
        synchronized (open) {
            for (var resource : open) {
                try {
                    resource.close();
                } catch (Exception e) {
                    LOG.warn("not closed cleanly", e);
                }
            }
        }
    }

    private static void exit(int code, String line) {
        System.err.println(line);
        System.exit(code);
    }
}

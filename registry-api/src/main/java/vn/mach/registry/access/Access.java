package vn.mach.registry.access;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.Topics;
import vn.mach.registry.audit.AuditLog;
import vn.mach.registry.db.Database;
import vn.mach.registry.grants.Enforcement;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Convergence;
import vn.mach.registry.http.Routes;
import vn.mach.registry.kafka.KafkaAdmin;
import vn.mach.registry.kafka.TopicFollower;
import vn.mach.registry.views.View;
import vn.mach.registry.views.ViewStatuses;
import vn.mach.view.Gate;
import vn.mach.view.ViewStatus;
import vn.mach.wire.SchemaCatalog;

/** Converges Kafka to the database: what ends access, then topics, subjects, views, users. What one item cannot do holds back no other. */
public final class Access implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Access.class);
    private static final int MOST_NAMES = 20;
    /** A little less than the reconciler's minute. */
    private static final Duration INSPECTION_PERIOD = Duration.ofSeconds(50);

    private final Database database;
    private final Registry registry;
    private final TopicConvergence topics;
    private final UserConvergence users;
    private final SubjectConvergence subjects;
    private final ViewConvergence publications;
    private final AclConvergence acls;
    private final Revocations revocations;
    private final Reconciler reconciler = new Reconciler(this::converge);
    private final ViewStatuses statuses;
    private final TopicFollower statusReader;
    private final AuditLog audit;
    private final DriftWatch drift;
    private final Object applying = new Object();
    private final List<String> recorded = new CopyOnWriteArrayList<>();
    private volatile boolean recording;
    private @Nullable Instant nextWake;
    private Instant inspected = Instant.EPOCH;

    private Access(
            Database database,
            Registry registry,
            KafkaConnection connection,
            KafkaAdmin kafka,
            SchemaCatalog catalog,
            ViewStatuses statuses,
            AuditLog audit) {
        this.database = database;
        this.audit = audit;
        this.registry = registry;
        this.statuses = statuses;
        this.topics = new TopicConvergence(database, kafka);
        this.users = new UserConvergence(registry.accounts(), kafka.users());
        this.subjects = new SubjectConvergence(catalog, registry.schemas());
        topics.createControl();
        subjects.registerControl();
        this.publications = ViewConvergence.connect(database, registry.views(), connection, catalog);
        this.acls = new AclConvergence(database, registry, kafka);
        this.drift = new DriftWatch(database, acls, topics, users);
        this.revocations = new Revocations(
                database,
                registry.views(),
                registry.grants(),
                publications,
                statuses,
                acls,
                kafka,
                reconciler::request);
        this.statusReader =
                TopicFollower.start(connection, catalog, Topics.VIEW_STATUS, ViewStatus.SCHEMA, (view, record) -> {
                    var status = ViewStatus.fromAvro(record);
                    statuses.accept(status);
                    if (status.state() == ViewStatus.State.CLOSED || status.state() == ViewStatus.State.RETIRED) {
                        reconciler.request();
                    }
                });
    }

    /** Starts to converge, from the control topics on; fails when Kafka or the schema registry does not answer. */
    public static Access start(
            Database database,
            Registry registry,
            KafkaConnection connection,
            KafkaAdmin kafka,
            SchemaCatalog catalog,
            ViewStatuses statuses,
            AuditLog audit) {
        var access = new Access(database, registry, connection, kafka, catalog, statuses, audit);
        access.reconciler.start();
        access.reconciler.request();
        return access;
    }

    public Convergence convergence() {
        return reconciler;
    }

    /** How many things the last run could not do. */
    public int problems() {
        return reconciler.problems().size();
    }

    public Enforcement enforcement() {
        return revocations;
    }

    public Routes routes() {
        return new AccessRoutes(this);
    }

    /** What a run would do now. */
    Plan plan() {
        var desired = database.read(registry::desired);
        return new Plan(
                topics.missing(desired),
                topics.changed(desired),
                topics.obsolete(desired, this::isDoneWith),
                List.copyOf(subjects.missing(desired)),
                publications.differing(desired.views()),
                List.copyOf(users.missing(desired)),
                UserConvergence.over(desired, now()),
                users.quotas(desired),
                acls.plan(),
                drift.now(desired),
                reconciler.problems());
    }

    /**
     * @param finished Kafka is as the database says; a run that takes longer than the answer waits goes on
     * @param acts in the order in which they were done
     */
    record Applied(boolean finished, List<String> acts, List<String> problems) {}

    /** Runs now and answers what was done meanwhile. */
    Applied apply(Caller caller) {
        synchronized (applying) {
            recorded.clear();
            recording = true;
            boolean finished = reconciler.settle();
            recording = false;
            var applied = new Applied(finished, List.copyOf(recorded), reconciler.problems());
            database.run(tx -> audit.record(
                    tx,
                    caller,
                    "access.apply",
                    "kafka",
                    Map.of(
                            "acts", applied.acts().size(),
                            "problems", applied.problems().size())));
            return applied;
        }
    }

    /** What Kafka has now that nobody decided here, and since when that has been seen. */
    List<DriftStore.Known> drift() {
        return drift.known(database.read(registry::desired));
    }

    private List<String> converge() {
        var report = new Report();
        converge(report);
        report.problems()
                .forEach(problem -> LOG.atWarn().addKeyValue("error", problem).log("not converged"));
        if (recording) {
            recorded.addAll(report.acts());
        }
        return report.problems();
    }

    /** What takes rights away comes first: nothing that is slow or fails may hold it up. */
    private void converge(Report report) {
        report.look("expire grants", registry.grants()::expireLapsed);
        report.look("expire trials", registry.platforms()::expireLapsed);
        report.look("suspend grants", registry.grants()::suspendAnnounced);
        var desired = database.read(registry::desired);
        var differing = publications.differing(desired.views());
        publish(report, differing, view -> view.definition().gate() != Gate.OPEN);
        report.look("ACLs", () -> {
            // Read before: a grant ended after the ACLs were read still has its own.
            var unfinished = revocations.unfinished();
            acls.converge().describe().forEach(report::did);
            unfinished.forEach(grant -> report.look("grant " + grant.id(), () -> revocations.finishConfirmed(grant)));
        });
        report.look("secrets", () -> UserConvergence.over(desired, now())
                .forEach(account -> report.act("delete secret of", account.id(), () -> users.removeOver(account))));
        report.look("quotas", () -> {
            var quotas = users.quotas(desired);
            if (!quotas.isEmpty()) {
                report.act("set quota of", named(quotas.keySet()), () -> users.setQuotas(quotas));
            }
        });
        UserConvergence.nextOver(desired).ifPresent(this::wakeAt);
        report.look("topics", () -> topics.missing(desired)
                .forEach(topic -> report.act("create topic", topic.name(), () -> topics.create(topic))));
        report.look("topics of retired views", () -> topics.obsolete(desired, this::isDoneWith)
                .forEach(topic -> report.act("delete topic", topic, () -> topics.delete(topic))));
        report.look("deleted topics", () -> topics.forgetDeleted(desired));
        report.look("subjects", () -> subjects.converge(desired, report));
        publish(report, differing, view -> view.definition().gate() == Gate.OPEN);
        report.look("views", () -> publications
                .ahead()
                .forEach(view -> report.problem("view " + view + ": Kafka knows a later revision than the database")));
        report.look("users", () -> users.missing(desired)
                .forEach(user -> report.problem("user " + user + " is unknown to Kafka: rotate it")));
        if (recording || now().isAfter(inspected.plus(INSPECTION_PERIOD))) {
            inspect(report, desired);
        }
    }

    /** What only somebody else can have brought about, and what takes a question for each topic: not at each change. */
    private void inspect(Report report, Desired desired) {
        report.look("settings of topics", () -> topics.changed(desired)
                .forEach(setting -> report.act("set", setting, () -> topics.repair(setting))));
        report.look("drift", () -> drift.tell(desired));
        inspected = now();
    }

    private boolean isDoneWith(View view) {
        return statuses.acknowledgedRetired(view.definition());
    }

    private static String named(Set<String> users) {
        return users.size() > MOST_NAMES ? users.size() + " users" : String.join(", ", new TreeSet<>(users));
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    private void publish(Report report, List<View> views, Predicate<View> which) {
        views.stream()
                .filter(which)
                .forEach(view -> report.act("publish view", view.id(), () -> publications.publish(view.id())));
    }

    /** A secret's time ends between two runs. */
    private void wakeAt(Instant next) {
        if (!next.equals(nextWake)) {
            nextWake = next;
            long millis = Math.max(0, Duration.between(Instant.now(), next).toMillis()) + 1;
            CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS).execute(reconciler::request);
        }
    }

    @Override
    public void close() {
        reconciler.close();
        statusReader.close();
        publications.close();
    }
}

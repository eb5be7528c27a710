package vn.mach.registry.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.common.acl.AclBinding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.Topics;
import vn.mach.registry.db.Database;
import vn.mach.registry.grants.Enforcement;
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

    private final Database database;
    private final Registry registry;
    private final KafkaAdmin kafka;
    private final TopicConvergence topics;
    private final SubjectConvergence subjects;
    private final ViewConvergence publications;
    private final AclConvergence acls;
    private final Revocations revocations;
    private final Reconciler reconciler = new Reconciler(this::converge);
    private final ViewStatuses statuses;
    private final TopicFollower statusReader;
    private Set<AclBinding> toldDrift = Set.of();

    private Access(
            Database database,
            Registry registry,
            KafkaConnection connection,
            KafkaAdmin kafka,
            SchemaCatalog catalog,
            ViewStatuses statuses) {
        this.database = database;
        this.registry = registry;
        this.kafka = kafka;
        this.statuses = statuses;
        this.topics = new TopicConvergence(kafka);
        this.subjects = new SubjectConvergence(catalog, registry.schemas());
        topics.createControl();
        subjects.registerControl();
        this.publications = ViewConvergence.connect(database, registry.views(), connection, catalog);
        this.acls = new AclConvergence(database, registry, kafka);
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
            ViewStatuses statuses) {
        var access = new Access(database, registry, connection, kafka, catalog, statuses);
        access.reconciler.start();
        access.reconciler.request();
        return access;
    }

    public Convergence convergence() {
        return reconciler;
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
        var acl = acls.preview();
        return new Plan(
                topics.missing(desired),
                topics.obsolete(desired, this::isDoneWith),
                List.copyOf(subjects.missing(desired)),
                publications.differing(desired.views()),
                missingUsers(desired),
                acl.plan(),
                acl.drift(),
                reconciler.problems());
    }

    /** What takes rights away comes first: nothing that is slow or fails may hold it up. */
    private List<String> converge() {
        var problems = new ArrayList<String>();
        attempt(problems, "expire grants", registry.grants()::expireLapsed);
        attempt(problems, "suspend grants", registry.grants()::suspendAnnounced);
        var desired = database.read(registry::desired);
        var differing = publications.differing(desired.views());
        publish(problems, differing, view -> view.definition().gate() != Gate.OPEN);
        attempt(problems, "ACLs", () -> {
            // Read before: a grant ended after the ACLs were read still has its own.
            var unfinished = revocations.unfinished();
            acls.converge();
            unfinished.forEach(
                    grant -> attempt(problems, "grant " + grant.id(), () -> revocations.finishConfirmed(grant)));
        });
        attempt(problems, "topics", () -> topics.missing(desired)
                .forEach(topic -> attempt(problems, "topic " + topic.name(), () -> topics.create(topic))));
        attempt(problems, "sizes of topics", () -> topics.widen(desired));
        attempt(problems, "topics of retired views", () -> topics.obsolete(desired, this::isDoneWith)
                .forEach(topic -> attempt(problems, "topic " + topic, () -> topics.delete(topic))));
        attempt(problems, "subjects", () -> subjects.converge(desired, problems));
        publish(problems, differing, view -> view.definition().gate() == Gate.OPEN);
        attempt(problems, "views", () -> publications
                .ahead()
                .forEach(view -> problems.add("view " + view + ": Kafka knows a later revision than the database")));
        attempt(problems, "users", () -> missingUsers(desired)
                .forEach(user -> problems.add("user " + user + " is unknown to Kafka: rotate it")));
        attempt(problems, "drift", this::tellDrift);
        problems.forEach(problem -> LOG.atWarn().addKeyValue("error", problem).log("not converged"));
        return problems;
    }

    private boolean isDoneWith(View view) {
        return statuses.acknowledgedRetired(view.definition());
    }

    /** Access that nobody granted is told once, when it appears or changes; it is not ours to delete. */
    private void tellDrift() {
        var drift = acls.preview().drift();
        if (!drift.equals(toldDrift)) {
            toldDrift = drift;
            LOG.atWarn().addKeyValue("count", drift.size()).log("foreign access to governed topics: see /access/plan");
        }
    }

    private void publish(List<String> problems, List<View> views, Predicate<View> which) {
        views.stream()
                .filter(which)
                .forEach(view -> attempt(problems, "view " + view.id(), () -> publications.publish(view.id())));
    }

    private List<String> missingUsers(Desired desired) {
        var missing = new TreeSet<>(desired.users());
        missing.removeAll(kafka.users());
        return List.copyOf(missing);
    }

    private static void attempt(List<String> problems, String what, Runnable act) {
        try {
            act.run();
        } catch (RuntimeException e) {
            problems.add(what + ": " + e.getMessage());
        }
    }

    @Override
    public void close() {
        reconciler.close();
        statusReader.close();
        publications.close();
    }
}

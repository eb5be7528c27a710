package vn.mach.registry.access;

import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.registry.db.Database;
import vn.mach.registry.grants.Enforcement;
import vn.mach.registry.grants.GateProof;
import vn.mach.registry.grants.Grant;
import vn.mach.registry.grants.Grants;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.kafka.KafkaAdmin;
import vn.mach.registry.kafka.KafkaFailure;
import vn.mach.registry.views.View;
import vn.mach.registry.views.ViewStatuses;
import vn.mach.registry.views.Views;

/**
 * Ends access for real. A fetch that is parked at the broker was authorised before and outlives the ACL, so a sealed
 * view's gate is closed in the router first, then its topic is emptied, then the ACLs go, and only then is the grant
 * finished.
 */
final class Revocations implements Enforcement {
    private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Database database;
    private final Views views;
    private final Grants grants;
    private final ViewConvergence publications;
    private final ViewStatuses statuses;
    private final AclConvergence acls;
    private final KafkaAdmin kafka;
    private final Runnable tryAgain;

    /** @param tryAgain asks for a reconcile run, which goes on with what was left unfinished */
    Revocations(
            Database database,
            Views views,
            Grants grants,
            ViewConvergence publications,
            ViewStatuses statuses,
            AclConvergence acls,
            KafkaAdmin kafka,
            Runnable tryAgain) {
        this.database = database;
        this.views = views;
        this.grants = grants;
        this.publications = publications;
        this.statuses = statuses;
        this.acls = acls;
        this.kafka = kafka;
        this.tryAgain = tryAgain;
    }

    @Override
    public GateProof enforce(Grant grant) {
        try {
            return end(grant);
        } catch (Refusal e) {
            tryAgain.run();
            throw e;
        }
    }

    private GateProof end(Grant grant) {
        var view = database.read(tx -> views.require(tx, grant.view()));
        boolean closed = !grant.sealed() || closeGate(grant, view);
        try {
            acls.convergeUser(grant.account().user());
            requireUnreadable(grant);
        } catch (KafkaFailure e) {
            LOG.atError()
                    .addKeyValue("grant", grant.id())
                    .addKeyValue("error", e.getMessage())
                    .log("ACLs not removed yet");
            throw new Refusal.Unavailable(
                    "access-not-removed",
                    "the grant is ended here, but Kafka does not confirm it yet; it is tried again");
        }
        if (!closed) {
            throw new Refusal.Unavailable(
                    "gate-not-confirmed",
                    "the ACLs are gone, but the router has not confirmed that the view is closed; it is tried again");
        }
        var proof = proof(grant, view);
        grants.finish(grant, proof);
        return proof;
    }

    /** The registry deletes only what it made: access that another gave is named, not passed over. */
    private void requireUnreadable(Grant grant) {
        var topic = grant.view().topic();
        var readers = acls.readers(grant.account().user(), topic);
        if (!readers.isEmpty()) {
            throw new Refusal.Conflict(
                    "foreign-access-remains",
                    "the grant is ended and its own ACLs are gone, but " + readers.size() + " that the registry did not"
                            + " make still let '" + grant.account() + "' read " + topic
                            + ": remove them (drift in /access/plan names them), it is tried again");
        }
    }

    /** Those an earlier attempt, or an earlier process, left behind. */
    List<Grant> unfinished() {
        return database.read(grants::ending);
    }

    /** Finishes the grant if the router has confirmed; its ACLs are gone when this is called. */
    void finishConfirmed(Grant grant) {
        var view = database.read(tx -> views.require(tx, grant.view()));
        if (grant.sealed() && !statuses.acknowledgedClosed(view.definition())) {
            return; // the acknowledgement asks for the next run
        }
        requireUnreadable(grant);
        if (grant.sealed()) {
            empty(grant, view);
        }
        grants.finish(grant, proof(grant, view));
    }

    private boolean closeGate(Grant grant, View view) {
        try {
            publications.publish(view.id());
            if (!statuses.awaitClosed(view.definition(), PATIENCE)) {
                return false;
            }
            empty(grant, view);
            return true;
        } catch (KafkaFailure e) {
            LOG.atError()
                    .addKeyValue("view", view.id())
                    .addKeyValue("error", e.getMessage())
                    .log("gate not closed yet");
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What is written already, and what the router's last transaction is about to commit, is taken back; not what is written after a resumption. */
    private void empty(Grant grant, View view) {
        grants.whileEnding(
                grant,
                () -> kafka.emptyTopic(view.id().topic(), view.definition().partitions()));
    }

    private GateProof proof(Grant grant, View view) {
        if (!grant.sealed()) {
            return GateProof.NO_GATE;
        }
        var positions = new TreeMap<Integer, String>();
        for (var status : statuses.of(view.id())) {
            var position = status.position();
            if (position != null) {
                positions.put(status.partition(), position.toString());
            }
        }
        return new GateProof(true, positions);
    }
}

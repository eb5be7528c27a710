package vn.mach.registry.access;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.registry.db.Database;

/** Looks for what Kafka has that nobody decided here. It is shown and never touched. A failed read ends the look: what is not seen is not gone. */
final class DriftWatch {
    private static final Logger LOG = LoggerFactory.getLogger(DriftWatch.class);

    private final Database database;
    private final AclConvergence acls;
    private final TopicConvergence topics;
    private final UserConvergence users;
    private final DriftStore store = new DriftStore();

    DriftWatch(Database database, AclConvergence acls, TopicConvergence topics, UserConvergence users) {
        this.database = database;
        this.acls = acls;
        this.topics = topics;
        this.users = users;
    }

    Set<Drift> now(Desired desired) {
        var drift = new HashSet<>(acls.drift());
        drift.addAll(topics.drift(desired));
        drift.addAll(users.drift(desired));
        return drift;
    }

    /** Each once, when it appears. */
    void tell(Desired desired) {
        var drift = now(desired);
        var fresh = database.write(tx -> store.replace(tx, drift, at()));
        if (!fresh.isEmpty()) {
            LOG.atWarn().addKeyValue("count", fresh.size()).log("drift that was not there before: see /access/drift");
        }
    }

    /** What there is now, the oldest first. */
    List<DriftStore.Known> known(Desired desired) {
        tell(desired);
        return database.read(store::all);
    }

    private static Instant at() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }
}

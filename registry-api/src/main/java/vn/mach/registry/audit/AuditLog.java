package vn.mach.registry.audit;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import vn.mach.registry.db.Database;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.http.RefusalObserver;
import vn.mach.registry.http.Routes;

/** The memory of every act. An act and its entry commit together; services record last, so the chain's lock is held briefly. */
public final class AuditLog implements RefusalObserver {
    private static final int PAGE = 1_000;

    private final Database database;
    private final Clock clock;
    private final AuditStore store = new AuditStore();

    public AuditLog(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    public Routes routes() {
        return new AuditRoutes(this);
    }

    /** Writes the entry in the transaction of the act. */
    public void record(Handle tx, Actor who, String action, Object object, Map<String, Object> details) {
        append(tx, who, action, object.toString(), "done", details);
    }

    public void record(Handle tx, Caller who, String action, Object object, Map<String, Object> details) {
        record(tx, Actor.of(who), action, object, traced(who, details));
    }

    /** With the request by which it came, so that the log of the process can be found. */
    private static Map<String, Object> traced(Caller who, Map<String, Object> details) {
        var request = who.request();
        if (request == null) {
            return details;
        }
        var traced = new HashMap<>(details);
        traced.put("request", request);
        return traced;
    }

    /** Writes a refused act, in a transaction of its own. */
    @Override
    public void refused(Caller caller, String act, Refusal refusal) {
        var words = act.split(" ", 2);
        database.run(tx -> append(
                tx,
                Actor.of(caller),
                "http." + words[0],
                words[words.length - 1],
                "refused:" + refusal.code(),
                traced(caller, Map.of("detail", refusal.detail()))));
    }

    /** The newest entries first. */
    List<AuditEntry> found(AuditSearch search) {
        return database.read(tx -> store.found(tx, search));
    }

    /** Every entry as a line, from the first to the newest there is when it is reached. */
    void export(Consumer<String> lines) {
        long seq = 0;
        for (var page = page(0); !page.isEmpty(); page = page(seq)) {
            for (var entry : page) {
                lines.accept(AuditChain.exported(entry));
                seq = entry.seq();
            }
        }
    }

    /** The first entry that does not hold; empty when the whole chain does. */
    public OptionalLong firstBroken() {
        long seq = 0;
        var prev = AuditChain.GENESIS;
        for (var page = page(0); !page.isEmpty(); page = page(seq)) {
            for (var entry : page) {
                if (entry.seq() != seq + 1 || !AuditChain.holds(entry, prev)) {
                    return OptionalLong.of(seq + 1);
                }
                seq = entry.seq();
                prev = entry.hash();
            }
        }
        return OptionalLong.empty();
    }

    private List<AuditEntry> page(long after) {
        return database.read(tx -> store.after(tx, after, PAGE));
    }

    private void append(
            Handle tx, Actor who, String action, String object, String outcome, Map<String, Object> details) {
        store.lockChain(tx);
        var last = store.last(tx);
        store.append(
                tx,
                AuditChain.link(
                        last.map(AuditEntry::seq).orElse(0L) + 1,
                        clock.instant().truncatedTo(ChronoUnit.MICROS),
                        who,
                        action,
                        object,
                        outcome,
                        details,
                        last.map(AuditEntry::hash).orElse(AuditChain.GENESIS)));
    }
}

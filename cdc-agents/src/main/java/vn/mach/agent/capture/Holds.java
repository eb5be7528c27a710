package vn.mach.agent.capture;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.AgentOffset;
import vn.mach.agent.publish.DatasetTopic;
import vn.mach.agent.publish.HeldLog;

/**
 * The tables that do not fit their contracts any more, by {@code <schema>.<table>}: their changes wait in the held log while the
 * others flow. Stored with each offset, in its {@code source}.
 */
final class Holds {
    private static final Logger LOG = LoggerFactory.getLogger(Holds.class);
    private static final String HELD = "held ";

    private final HeldLog log;
    private final Map<String, Hold> byTable = new TreeMap<>();
    private final Set<String> givenUp = new TreeSet<>();

    Holds(HeldLog log) {
        this.log = log;
    }

    /** As an offset has them; none of none. */
    static Holds of(@Nullable AgentOffset last, HeldLog log) {
        var holds = new Holds(log);
        if (last != null) {
            last.source().forEach((key, value) -> {
                if (key.startsWith(HELD)) {
                    holds.byTable.put(key.substring(HELD.length()), Hold.fromText(value));
                }
            });
        }
        return holds;
    }

    /** Those of an offset that these tables have, with nothing that waits. */
    static Map<String, String> emptied(AgentOffset last, Set<String> tables) {
        var emptied = new LinkedHashMap<String, String>();
        for (var table : tables) {
            var hold = last.source().get(HELD + table);
            if (hold != null) {
                emptied.put(HELD + table, Hold.fromText(hold).emptied().toText());
            }
        }
        return emptied;
    }

    /** The reason for which a table is held: what does not fit, and the contract as it is registered. */
    static String reason(AgentFailure.Unfit misfit, DatasetTopic topic) {
        var message = String.valueOf(misfit.getMessage());
        var contract = topic.rowSchema().getFullName();
        return message + (message.contains(contract) ? " (schema id " : " (contract " + contract + ", schema id ")
                + topic.schemaId() + ")";
    }

    /** For an offset's {@code source}. */
    synchronized Map<String, String> toSource() {
        var source = new LinkedHashMap<String, String>();
        byTable.forEach((table, hold) -> source.put(HELD + table, hold.toText()));
        return source;
    }

    /** A copy. */
    synchronized Map<String, Hold> byTable() {
        return new TreeMap<>(byTable);
    }

    synchronized boolean isAny() {
        return !byTable.isEmpty();
    }

    synchronized boolean isHeld(String table) {
        return byTable.containsKey(table);
    }

    synchronized @Nullable Hold of(String table) {
        return byTable.get(table);
    }

    /** From now on the changes of this table wait; one that is held already goes on with its first reason. */
    void begin(String table, String reason) {
        if (isHeld(table)) {
            return;
        }
        long end = log.end();
        synchronized (this) {
            byTable.put(table, new Hold(end, 0, null, reason));
        }
        LOG.atWarn().addKeyValue("table", table).addKeyValue("error", reason).log("held");
    }

    /** The Kafka record of a change that waits, as of now. */
    ProducerRecord<byte[], byte[]> keep(String table, HeldChange change) {
        change(table, hold -> hold.kept(change.position()));
        return log.record(table, change.toBytes());
    }

    /** What is told of a table that is held. */
    synchronized void change(String table, UnaryOperator<Hold> to) {
        byTable.computeIfPresent(table, (name, hold) -> to.apply(hold));
    }

    /** What waits of these tables, if they are held now, until the next attempt to release them is not needed. */
    synchronized void giveUp(Set<String> tables) {
        tables.stream().filter(byTable::containsKey).forEach(givenUp::add);
    }

    synchronized boolean isGivenUp(String table) {
        return givenUp.remove(table);
    }

    /** Nothing of the table waits any more. */
    synchronized void end(String table) {
        byTable.remove(table);
    }

    /** Of tables that are not captured, or are read as a whole as if they were new, nothing needs to wait. */
    synchronized void retain(Set<String> tables) {
        byTable.keySet().retainAll(tables);
    }

    /** Makes room in the held log; what fails is tried again by the next start or release. */
    void sweep() {
        try {
            long end = log.end();
            var offsets = byTable().values().stream().mapToLong(Hold::offset);
            log.forget(Math.min(end, offsets.min().orElse(end)));
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("error", String.valueOf(e.getMessage())).log("held changes not removed yet");
        }
    }
}

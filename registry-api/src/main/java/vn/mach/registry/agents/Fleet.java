package vn.mach.registry.agents;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.avro.generic.GenericRecord;
import vn.mach.connection.KafkaConnection;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.registry.kafka.TopicFollower;
import vn.mach.wire.SchemaCatalog;

/**
 * What agents last said of themselves and of gaps. Every agent can write these topics: what one says of another agency's
 * dataset is taken for nothing.
 */
public final class Fleet {
    /** Agents tell at least every 30 s. */
    private static final Duration SILENT = Duration.ofMinutes(2);

    private final ConcurrentMap<AgentId, Heard> agents = new ConcurrentHashMap<>();
    private final ConcurrentMap<DatasetId, DatasetGap> gaps = new ConcurrentHashMap<>();

    /**
     * The last status, and since when the agent has been in its state as far as was heard.
     *
     * @param sinceMillis of the first status in a row with this state
     */
    record Heard(AgentStatus status, long sinceMillis) {
        boolean silentAt(Instant now) {
            return status.saysItLives() && at().plus(SILENT).isBefore(now);
        }

        Instant at() {
            return Instant.ofEpochMilli(status.atMillis());
        }

        /** When the present state began; of silence, the last word. */
        Instant sinceAt(Instant now) {
            return silentAt(now) ? at() : Instant.ofEpochMilli(sinceMillis);
        }
    }

    /** Listens from now on, on both topics; what it returns is to be closed. */
    public List<TopicFollower> follow(KafkaConnection kafka, SchemaCatalog catalog) {
        return List.of(
                TopicFollower.start(kafka, catalog, Topics.AGENT_STATUS, AgentStatus.SCHEMA, this::hearStatus),
                TopicFollower.start(kafka, catalog, Topics.GAPS, DatasetGap.SCHEMA, this::hearGap));
    }

    void hearStatus(String subject, GenericRecord record) {
        var status = AgentStatus.fromAvro(record);
        if (subject.equals(status.agent().toString()) && status.speaksForItsAgency()) {
            agents.merge(status.agent(), new Heard(status, status.atMillis()), Fleet::next);
        }
    }

    private static Heard next(Heard before, Heard now) {
        boolean same = before.status().state().equals(now.status().state());
        return same ? new Heard(now.status(), before.sinceMillis()) : now;
    }

    void hearGap(String subject, GenericRecord record) {
        var gap = DatasetGap.fromAvro(record);
        boolean own = gap.agent().agency().equals(gap.dataset().agency());
        if (subject.equals(gap.dataset().toString()) && own) {
            gaps.put(gap.dataset(), gap);
        }
    }

    Optional<Heard> of(AgentId agent) {
        return Optional.ofNullable(agents.get(agent));
    }

    /** The gaps that are open, in the datasets' order. */
    List<DatasetGap> openGaps() {
        return gaps.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(java.util.Comparator.comparing(DatasetId::toString)))
                .map(Map.Entry::getValue)
                .filter(gap -> !gap.closed())
                .toList();
    }
}

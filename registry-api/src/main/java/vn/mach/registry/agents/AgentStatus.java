package vn.mach.registry.agents;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.wire.Contracts;

/**
 * What an agent last said of itself on {@link Topics#AGENT_STATUS}, as its contract tells.
 *
 * @param state in lower case
 * @param reading null while no table is read
 * @param atMillis when it was said, by the agent's clock
 */
record AgentStatus(
        AgentId agent,
        String state,
        @Nullable String reason,
        List<DatasetId> datasets,
        List<Held> held,
        @Nullable Reading reading,
        @Nullable Long lagMillis,
        @Nullable Long lagBytes,
        @Nullable Long keptBytes,
        long atMillis) {
    static final Schema SCHEMA = Contracts.schema("agent-status");

    /** A process that is in one of these tells so again and again. */
    private static final Set<String> ALIVE = Set.of("waiting", "snapshotting", "streaming", "paused");

    /** A table that does not fit its contract any more. */
    record Held(String table, DatasetId dataset, String reason, long changes) {}

    /** @param of rows as the database estimates them; -1 where it does not */
    record Reading(String kind, long rows, long of) {}

    AgentStatus {
        datasets = List.copyOf(datasets);
        held = List.copyOf(held);
    }

    /** Whether the process claims to run, so that its silence means something. */
    boolean saysItLives() {
        return ALIVE.contains(state);
    }

    /** Whether all that it speaks of is its own agency's: every agent can write the topic, and none speaks for another agency. */
    boolean speaksForItsAgency() {
        return datasets.stream().allMatch(this::isOfItsAgency)
                && held.stream().map(Held::dataset).allMatch(this::isOfItsAgency);
    }

    private boolean isOfItsAgency(DatasetId dataset) {
        return dataset.agency().equals(agent.agency());
    }

    /** Throws {@link IllegalArgumentException} if a name is malformed. */
    static AgentStatus fromAvro(GenericRecord status) {
        return new AgentStatus(
                AgentId.parse(text(status, "agent")),
                text(status, "state").toLowerCase(Locale.ROOT),
                optional(status, "reason"),
                ((List<?>) status.get("datasets"))
                        .stream()
                                .map(dataset -> DatasetId.parse(dataset.toString()))
                                .toList(),
                ((List<?>) status.get("held"))
                        .stream().map(table -> held((GenericRecord) table)).toList(),
                status.get("reading") instanceof GenericRecord reading ? reading(reading) : null,
                (@Nullable Long) status.get("lag_ms"),
                (@Nullable Long) status.get("lag_bytes"),
                (@Nullable Long) status.get("kept_bytes"),
                (long) status.get("at"));
    }

    private static Held held(GenericRecord table) {
        return new Held(text(table, "table"), DatasetId.parse(text(table, "dataset")), text(table, "reason"), (long)
                table.get("changes"));
    }

    private static Reading reading(GenericRecord reading) {
        return new Reading(text(reading, "kind"), (long) reading.get("rows"), (long) reading.get("of"));
    }

    private static String text(GenericRecord record, String field) {
        return record.get(field).toString();
    }

    private static @Nullable String optional(GenericRecord record, String field) {
        var value = record.get(field);
        return value == null ? null : value.toString();
    }
}

package vn.mach.agent.capture;

import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.AgentOffset;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.change.Contract;

/**
 * One source database, connected to for one run. Each method throws {@link AgentFailure.Unavailable} when the database
 * does not answer.
 */
public interface Source extends AutoCloseable {
    /** Throws {@link AgentFailure.Misconfigured} for the first thing that the DBA has not prepared. */
    void requirePrepared(List<CapturedTable> tables);

    /**
     * The same of a run that reads on: of {@code known} tables, each {@code <schema>.<table>}, the columns need not fit, for a change that
     * does not is held.
     */
    default void requirePrepared(List<CapturedTable> tables, Set<String> known) {
        requirePrepared(tables);
    }

    /**
     * Compares what is stored with what the server still has. Throws {@link AgentFailure.Gap} when changes between the two are
     * lost, {@link AgentFailure.Misconfigured} when the file no longer fits what is stored.
     */
    Beginning begin(@Nullable AgentOffset last, Instant now);

    /**
     * Begins a new history, with a greater epoch, after changes were lost: streams from now on. What happened before shows only
     * when the tables are read again.
     */
    Beginning beginAnew(AgentOffset last, Instant now);

    /**
     * Reads a table in the order of its contract's key; {@code published} are transactions that are published already, so that
     * what is read must show them.
     */
    TableReader reader(TableConfig table, Contract contract, List<String> published);

    /**
     * Tells every row of the tables as they were at one moment, if the engine does not; it then begins where that was. False if
     * it was told to stop before.
     */
    default boolean snapshot(SnapshotRows rows, BooleanSupplier over) {
        return true;
    }

    /** How Debezium's engine captures these tables from there; large values it lacks are given as {@code unavailable}. */
    Properties engine(Beginning beginning, List<CapturedTable> tables, String unavailable);

    /** How to read what that engine tells. */
    SourceRecords records();

    /** Whether the server streams to this agent. */
    boolean isStreaming();

    /** Looks, every second, for an end of the stream of which the engine hears nothing. */
    default void requireAlive() {}

    /** Looks at what is not in the log; throws {@link AgentFailure.Gap} if changes were lost since the beginning. */
    void requireWhole(Beginning beginning);

    /** What the end of the engine means. */
    AgentFailure failure(Throwable engine);

    @Override
    void close();
}

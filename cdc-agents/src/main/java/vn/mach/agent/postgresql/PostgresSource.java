package vn.mach.agent.postgresql;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.capture.Beginning;
import vn.mach.agent.capture.SnapshotRows;
import vn.mach.agent.capture.Source;
import vn.mach.agent.capture.SourceRecords;
import vn.mach.agent.capture.TableReader;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.AgentOffset;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.change.Contract;

/** A PostgreSQL database through a logical replication slot. */
public final class PostgresSource implements Source {
    private final AgentConfig config;
    private final Database database;
    private List<CapturedTable> tables = List.of();
    private @Nullable Start start;
    private long from;

    private PostgresSource(AgentConfig config, Database database) {
        this.config = config;
        this.database = database;
    }

    /** Throws {@link AgentFailure.Unavailable} if the server does not answer, Misconfigured if it refuses the role. */
    public static PostgresSource connect(AgentConfig config) {
        return new PostgresSource(config, Database.connect(config.database()));
    }

    @Override
    public void requirePrepared(List<CapturedTable> captured, Set<String> known) {
        tables = captured;
        Preflight.check(database, captured, known);
    }

    @Override
    public void requirePrepared(List<CapturedTable> captured) {
        requirePrepared(captured, Set.of());
    }

    @Override
    public Beginning begin(@Nullable AgentOffset last, Instant now) {
        return begun(Start.decide(config, database, last, now));
    }

    @Override
    public Beginning beginAnew(AgentOffset last, Instant now) {
        return begun(Start.anew(config, database, last, now));
    }

    private Start begun(Start begun) {
        start = begun;
        from = begun.resume() == null ? 0 : begun.resume().boundary();
        return begun;
    }

    @Override
    public TableReader reader(TableConfig table, Contract contract, List<String> published) {
        return PostgresReader.open(database.config(), table, contract, published);
    }

    @Override
    public boolean snapshot(SnapshotRows rows, BooleanSupplier over) {
        var at = new SnapshotReader(database, EngineProperties.application(config), tables, over).read(rows);
        if (at.isEmpty()) {
            return false;
        }
        from = at.getAsLong();
        history().snapshot(from);
        rows.done(from);
        return true;
    }

    @Override
    public Properties engine(Beginning beginning, List<CapturedTable> captured, String unavailable) {
        return EngineProperties.of(config, database.config(), from, captured, unavailable);
    }

    @Override
    public SourceRecords records() {
        return new PostgresRecords(database.config(), history());
    }

    private LogHistory history() {
        return Objects.requireNonNull(start, "begin first").history();
    }

    /** The server says when it streams: the slot is active once START_REPLICATION was accepted. */
    @Override
    public boolean isStreaming() {
        var slot = Slot.find(database);
        return slot != null && slot.active();
    }

    @Override
    public void requireWhole(Beginning beginning) {
        var slot = Slot.find(database);
        if (slot == null || slot.lost()) {
            throw new AgentFailure.Gap("replication slot " + database.config().slot()
                    + " was dropped or lost its log: the changes that are not published yet are lost");
        }
        if (!slot.active()) {
            // The server has given up the connection, which may look well from here: nothing arrives on it any more.
            throw new AgentFailure.Unavailable(
                    "database " + database.config().place() + " streams no longer through slot " + slot.name(), null);
        }
        ((Start) beginning).marks().requireSame(TableMarks.of(database, config));
    }

    @Override
    public AgentFailure failure(Throwable engine) {
        return EngineFailure.of(engine, database.config().place());
    }

    @Override
    public void close() {
        database.close();
    }
}

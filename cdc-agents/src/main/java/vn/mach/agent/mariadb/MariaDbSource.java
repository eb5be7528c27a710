package vn.mach.agent.mariadb;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.capture.Beginning;
import vn.mach.agent.capture.SnapshotRows;
import vn.mach.agent.capture.Source;
import vn.mach.agent.capture.TableReader;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.DatabaseConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.AgentOffset;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.change.Contract;

/** A MariaDB server through its binary log. */
public final class MariaDbSource implements Source {
    /** The engine tells something twice a second; a batch in hand may take its time. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    /** It writes past the agent's log; kept here, for a logger that nobody holds forgets its level. */
    private static final Logger CLIENT = Logger.getLogger("com.github.shyiko.mysql.binlog");

    private final AgentConfig config;
    private final Database database;
    private List<CapturedTable> tables = List.of();
    private Set<Long> others = Set.of();
    private @Nullable Start start;
    private @Nullable MariaDbRecords records;

    private MariaDbSource(AgentConfig config, Database database) {
        this.config = config;
        this.database = database;
    }

    /** Throws {@link AgentFailure.Unavailable} if the server does not answer, Misconfigured if it refuses the user. */
    public static MariaDbSource connect(AgentConfig config) {
        CLIENT.setLevel(Level.OFF);
        return new MariaDbSource(config, Database.connect(config.database()));
    }

    /** How many rows the server thinks that each table has, -1 where it does not say; costs no scan. */
    public static List<Long> estimates(DatabaseConfig place, List<TableConfig> tables) {
        try (var database = Database.connect(place)) {
            return tables.stream()
                    .map(table -> MariaDbReader.estimate(database, table))
                    .toList();
        } catch (AgentFailure e) {
            return tables.stream().map(table -> -1L).toList();
        }
    }

    @Override
    public void requirePrepared(List<CapturedTable> captured) {
        requirePrepared(captured, Set.of());
    }

    @Override
    public void requirePrepared(List<CapturedTable> captured, Set<String> known) {
        tables = captured;
        Preflight.check(database, captured, known);
    }

    @Override
    public Beginning begin(@Nullable AgentOffset last, Instant now) {
        var begun = Start.decide(config, database, last, now);
        start = begun;
        return begun;
    }

    @Override
    public Beginning beginAnew(AgentOffset last, Instant now) {
        var begun = Start.anew(config, database, last, now);
        start = begun;
        return begun;
    }

    @Override
    public TableReader reader(TableConfig table, Contract contract, List<String> published) {
        return MariaDbReader.open(Database.connect(config.database()), table, contract, published);
    }

    @Override
    public boolean snapshot(SnapshotRows rows, BooleanSupplier over) {
        var at = new SnapshotReader(database, tables, over).read(rows, begun().reached());
        if (over.getAsBoolean()) {
            return false;
        }
        rows.done(at.number());
        return true;
    }

    @Override
    public Properties engine(Beginning beginning, List<CapturedTable> captured, String unavailable) {
        others = streams();
        var place = BinlogPosition.of(begun().base(), begun().reached().place());
        return EngineProperties.of(config, place, begun().reached(), captured);
    }

    @Override
    public MariaDbRecords records() {
        var made = records;
        if (made == null) {
            made = new MariaDbRecords(begun().reached(), tables, new PresentRows(config.database()));
            records = made;
        }
        return made;
    }

    @Override
    public boolean isStreaming() {
        var now = new HashSet<>(streams());
        now.removeAll(others);
        return !now.isEmpty();
    }

    /** The connections of the agent's user that are sent the log; one that has just ended may still be there. */
    private Set<Long> streams() {
        return Set.copyOf(database.query(
                "SELECT id FROM information_schema.processlist WHERE command = 'Binlog Dump'"
                        + " AND user = substring_index(current_user(), '@', 1)",
                row -> row.getLong(1)));
    }

    /** A connection that is gone says nothing to Debezium, which then waits for ever. */
    @Override
    public void requireAlive() {
        if (!isStreaming()) {
            throw new AgentFailure.Unavailable(
                    "database " + config.database().place() + " does not send its binary log any more", null);
        }
        if (System.nanoTime() - records().heardAt() > SILENCE.toNanos()) {
            throw new AgentFailure.Unavailable(
                    "database " + config.database().place() + " has sent nothing of its binary log for "
                            + SILENCE.toSeconds() + " s",
                    null);
        }
    }

    /** What is done to a table is in the log; how the log is written is not. */
    @Override
    public void requireWhole(Beginning beginning) {
        Preflight.requireWholeRows(database);
    }

    @Override
    public AgentFailure failure(Throwable engine) {
        return EngineFailure.of(engine, config.database().place());
    }

    @Override
    public void close() {
        database.close();
    }

    private Start begun() {
        return Objects.requireNonNull(start, "not begun");
    }
}

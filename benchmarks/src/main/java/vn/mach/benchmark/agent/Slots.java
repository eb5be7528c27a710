package vn.mach.benchmark.agent;

import java.sql.SQLException;
import java.time.Duration;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.host.Patience;

/** A replication slot that is kept where it stands, so that its backlog can be read again and again through copies. */
final class Slots {
    private static final String KEPT = "benchmark_kept";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Sandbox sandbox;
    private final String database;

    Slots(Sandbox sandbox, String database) {
        this.sandbox = sandbox;
        this.database = database;
    }

    void keep(String slot) {
        call("pg_copy_logical_replication_slot('" + slot + "', '" + KEPT + "')");
    }

    void dropKept() {
        drop(KEPT);
    }

    /** Makes the slot anew, at the beginning of the backlog. */
    void rewind(String slot) {
        drop(slot);
        call("pg_copy_logical_replication_slot('" + KEPT + "', '" + slot + "')");
    }

    /** The server may take a moment to notice that the slot's process is gone. */
    void drop(String slot) {
        var from = " from pg_replication_slots where slot_name = '" + slot + "'";
        var dropped = Patience.until(
                () -> {
                    call("pg_terminate_backend(active_pid)" + from + " and active");
                    call("pg_drop_replication_slot(slot_name)" + from + " and not active");
                    return count(from) == 0;
                },
                PATIENCE);
        if (!dropped) {
            throw new IllegalStateException("replication slot " + slot + " stays in use");
        }
    }

    private void call(String function) {
        sandbox.postgres().execute(database, "select " + function);
    }

    private int count(String from) {
        try (var connection = sandbox.postgres().connect(database);
                var statement = connection.createStatement();
                var row = statement.executeQuery("select count(*)" + from)) {
            row.next();
            return row.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException("the slots cannot be listed", e);
        }
    }
}

package vn.mach.sandbox.proof;

import vn.mach.sandbox.database.AgencyDatabase;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.host.SandboxFailure;
import vn.mach.sandbox.postgres.PostgresServer;

/** The ways in which a database loses what its agent has not read yet. */
enum LostLog {
    /** Somebody drops the slot. */
    SLOT_DROPPED {
        @Override
        void lose(PostgresServer server, AgencyDatabase database, Runnable meanwhile) {
            drop(server, database);
            meanwhile.run();
        }
    },
    /** Somebody drops the slot, and makes one of the same name later: nothing seems to be missing. */
    SLOT_REMADE {
        @Override
        void lose(PostgresServer server, AgencyDatabase database, Runnable meanwhile) {
            drop(server, database);
            meanwhile.run();
            server.execute(
                    database.name(),
                    "select pg_create_logical_replication_slot('" + database.slot() + "', 'pgoutput')");
        }
    },
    /** Another reader confirms what it took from the slot. */
    SLOT_ADVANCED {
        @Override
        void lose(PostgresServer server, AgencyDatabase database, Runnable meanwhile) {
            meanwhile.run();
            server.execute(
                    database.name(),
                    "select pg_replication_slot_advance('" + database.slot() + "', pg_current_wal_lsn())");
        }
    },
    /** The table is taken out of the publication for a while: the log says nothing of its changes. */
    OUT_OF_PUBLICATION {
        @Override
        void lose(PostgresServer server, AgencyDatabase database, Runnable meanwhile) {
            var publication = "alter publication " + database.slot();
            server.execute(database.name(), publication + " drop table administrative_unit");
            meanwhile.run();
            server.execute(database.name(), publication + " add table administrative_unit");
        }
    },
    /** The server keeps no more than so much of its log for a slot, and the agent is away for longer. */
    WAL_REMOVED {
        @Override
        void lose(PostgresServer server, AgencyDatabase database, Runnable meanwhile) {
            meanwhile.run();
            server.execute("postgres", "alter system set max_slot_wal_keep_size = '16MB'");
            server.execute("postgres", "select pg_reload_conf()");
            var lost = "select 1 as lost from pg_replication_slots where slot_name = '" + database.slot()
                    + "' and wal_status = 'lost'";
            var isLost = Patience.until(
                    () -> {
                        server.execute(
                                database.name(),
                                "select pg_logical_emit_message(false, 'proof', repeat('x', 1000000))");
                        server.execute(database.name(), "select pg_switch_wal()");
                        server.execute(database.name(), "checkpoint");
                        return !database.query(lost).isEmpty();
                    },
                    java.time.Duration.ofSeconds(60));
            server.execute("postgres", "alter system reset max_slot_wal_keep_size");
            server.execute("postgres", "select pg_reload_conf()");
            if (!isLost) {
                throw SandboxFailure.broken("the server did not remove the slot's log within 60 s");
            }
        }
    };

    /** Loses the log while the agent is down; {@code meanwhile} makes changes that nobody will ever read there. */
    abstract void lose(PostgresServer server, AgencyDatabase database, Runnable meanwhile);

    private static void drop(PostgresServer server, AgencyDatabase database) {
        var free =
                "select 1 as free from pg_replication_slots where not active and slot_name = '" + database.slot() + "'";
        if (!Patience.until(() -> !database.query(free).isEmpty(), java.time.Duration.ofSeconds(30))) {
            throw SandboxFailure.broken("the slot of a killed agent is still active after 30 s");
        }
        server.execute(database.name(), "select pg_drop_replication_slot('" + database.slot() + "')");
    }
}

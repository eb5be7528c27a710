package vn.mach.sandbox.proof;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.database.AgencyDatabase;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.story.Comparison;
import vn.mach.sandbox.story.Gso;
import vn.mach.sandbox.story.Moj;
import vn.mach.sandbox.story.Views;

/**
 * P7, as the database counts it: one slot and few connections for an agent that can write nothing; a new view and its first
 * subscriber read no row of the source; while a table that is not captured, and another database of the server, are busy, the log
 * that is kept for an idle agent stays small.
 */
final class SourcePaysLittle implements Proofs.Proof {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MOST_KEPT = 48L * 1024 * 1024;
    private static final int MOST_CONNECTIONS = 6;

    @Override
    public boolean holds(ProofSandbox place, int runs, long seed) {
        var moj = Moj.in(place.sandbox()).database();
        var held = hasLeastPrivilege(place, moj);
        for (int run = 1; run <= runs; run++) {
            held &= viewCostsNothing(place, run);
            held &= keepsLittle(place, moj, run);
        }
        return held;
    }

    private static boolean hasLeastPrivilege(ProofSandbox place, AgencyDatabase database) {
        var role = "'" + database.agentRole() + "'";
        long slots = number(database, "select count(*) from pg_replication_slots where database = current_database()");
        long writes = number(
                database,
                "select count(*) from pg_class where relkind in ('r', 'p', 'S') and relnamespace = 'public'::regnamespace"
                        + " and (case relkind when 'S' then has_sequence_privilege(" + role + ", oid, 'USAGE, UPDATE')"
                        + " else has_table_privilege(" + role + ", oid, 'INSERT, UPDATE, DELETE, TRUNCATE') end)");
        long powers = number(
                database,
                "select count(*) from pg_roles where rolname = " + role
                        + " and (rolsuper or rolcreatedb or rolcreaterole or rolbypassrls)");
        long connections = number(database, "select count(*) from pg_stat_activity where usename = " + role);
        boolean holds = slots == 1 && writes == 0 && powers == 0 && connections <= MOST_CONNECTIONS;
        place.say(
                "slots %d, tables it may write %d, powers of its role %d, connections %d (at most %d): %s",
                slots, writes, powers, connections, MOST_CONNECTIONS, holds ? "held" : "BROKEN");
        return holds;
    }

    private static boolean viewCostsNothing(ProofSandbox place, int run) {
        var sandbox = place.sandbox();
        var gso = Gso.in(sandbox).database();
        long before = scans(gso);
        var view = ViewId.of(Gso.UNITS, "new-" + run);
        var registry = new Registry(sandbox);
        // Every row, but another definition in each run: one that is there already would not be filled.
        registry.view(view, Business.view(List.of("code", "name"), "code <> '-" + run + "'"));
        var secret = registry.account(Views.READER);
        registry.grant(view, Views.READER, "proof");
        try (var subscriber = new Views(sandbox).subscribe(view, secret, "new-" + run)) {
            subscriber.await(it -> it.content().size() > 10_000, PATIENCE);
            long after = scans(gso);
            boolean equal = Comparison.of(
                            subscriber,
                            gso,
                            "select code, name from administrative_unit",
                            List.of("code"),
                            Comparison.AsShown.SAME)
                    .isEqual();
            boolean holds = equal && after == before;
            place.say(
                    "run %d: a new view of %d rows, its subscriber has them all: %s; scans of the source's table %d: %s",
                    run, subscriber.content().size(), equal, after - before, holds ? "held" : "BROKEN");
            return holds;
        }
    }

    private static boolean keepsLittle(ProofSandbox place, AgencyDatabase idle, int run) {
        var server = place.sandbox().postgres();
        long most = 0;
        var noise = "insert into noise select g, repeat(md5(g::text), 30) from generate_series(1, 8000) g";
        for (var name : List.of("gso", idle.name())) {
            server.execute(name, "create table if not exists noise (id bigint, text text)");
        }
        for (int i = 0; i < 20; i++) {
            server.execute("gso", noise);
            server.execute(idle.name(), noise);
            most = Math.max(most, kept(idle));
        }
        var end = number(idle, "select (pg_current_wal_lsn() - '0/0'::pg_lsn)::bigint");
        var confirmed =
                "select (confirmed_flush_lsn - '0/0'::pg_lsn)::bigint from pg_replication_slots where slot_name = '"
                        + idle.slot() + "'";
        boolean followed = Patience.until(() -> number(idle, confirmed) >= end, PATIENCE);
        // The server lets go of the log at its next record of running transactions, some 15 s apart.
        boolean letGo = Patience.until(() -> kept(idle) <= MOST_KEPT, PATIENCE);
        long after = kept(idle);
        boolean holds = followed && letGo;
        place.say(
                "run %d: beside 160 MB of other changes the log kept for the idle agent was %d MB at most and is %d MB: %s",
                run, most >> 20, after >> 20, holds ? "held" : "BROKEN");
        return holds;
    }

    /** Bytes of the log that the server keeps for the agent. */
    private static long kept(AgencyDatabase database) {
        return number(
                database,
                "select (pg_current_wal_lsn() - restart_lsn)::bigint from pg_replication_slots where slot_name = '"
                        + database.slot() + "'");
    }

    private static long scans(AgencyDatabase database) {
        return number(
                database,
                "select (coalesce(seq_scan, 0) + coalesce(idx_scan, 0))::bigint from pg_stat_user_tables"
                        + " where relname = 'administrative_unit'");
    }

    private static long number(AgencyDatabase database, String query) {
        var row = database.query(query).get(0);
        return ((Number) Objects.requireNonNull(row.values().iterator().next())).longValue();
    }
}

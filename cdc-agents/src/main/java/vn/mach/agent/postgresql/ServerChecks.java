package vn.mach.agent.postgresql;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import vn.mach.agent.check.Check;
import vn.mach.agent.check.Finding;

/** The server and the agent's role in it. */
final class ServerChecks {
    private static final int OLDEST = 14;
    private static final Duration CLOCKS = Duration.ofSeconds(5);

    private final Database database;

    ServerChecks(Database database) {
        this.database = database;
    }

    /** Without which nothing can be captured. */
    List<Check> needed() {
        return List.of(
                Check.one("server version", this::version),
                Check.one("primary server", this::primary),
                Check.one("wal_level", this::level),
                Check.one("replication role", this::role));
    }

    /** What a careful DBA would want to know besides. */
    List<Check> advised(Clock clock) {
        return List.of(Check.one("least privilege", this::privilege), Check.one("clock", () -> clock(clock)));
    }

    private Finding version() {
        var version = Integer.parseInt(setting("server_version_num")) / 10_000;
        var detail = "runs PostgreSQL " + setting("server_version");
        return version >= OLDEST
                ? Finding.ok("server version", detail)
                : Finding.fail("server version", detail, "upgrade it to " + OLDEST + " or newer");
    }

    private Finding primary() {
        return database.one("SELECT pg_is_in_recovery()", row -> row.getBoolean(1))
                ? Finding.fail("primary server", "is a standby", "connect the agent to the primary")
                : Finding.ok("primary server", "is a primary");
    }

    private Finding level() {
        var level = setting("wal_level");
        return level.equals("logical")
                ? Finding.ok("wal_level", "has wal_level=logical")
                : Finding.fail("wal_level", "has wal_level=" + level, "set wal_level=logical and restart it");
    }

    private Finding role() {
        return database.one(
                        "SELECT rolreplication OR rolsuper FROM pg_roles WHERE rolname = current_user",
                        row -> row.getBoolean(1))
                ? Finding.ok("replication role", "role " + user() + " may replicate")
                : Finding.fail(
                        "replication role",
                        "role " + user() + " may not replicate",
                        "ALTER ROLE " + user() + " REPLICATION");
    }

    private Finding privilege() {
        var name = "least privilege";
        var excess = database.one(
                "SELECT concat_ws(', ', CASE WHEN rolsuper THEN 'SUPERUSER' END, CASE WHEN rolcreaterole THEN 'CREATEROLE' END,"
                        + " CASE WHEN rolcreatedb THEN 'CREATEDB' END) FROM pg_roles WHERE rolname = current_user",
                row -> row.getString(1));
        return excess.isEmpty()
                ? Finding.ok(name, "role " + user() + " is no superuser and makes no roles or databases")
                : Finding.warn(
                        name,
                        "role " + user() + " has " + excess + ", which an agent never needs",
                        "give the agent a role of its own: check --sql prints it");
    }

    private Finding clock(Clock clock) {
        var before = clock.millis();
        var there =
                database.one("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint", row -> row.getLong(1));
        var difference = Duration.ofMillis(there - (before + clock.millis()) / 2);
        var detail = "the database's clock is " + Math.abs(difference.toMillis()) + " ms "
                + (difference.isNegative() ? "behind" : "ahead of") + " the agent's";
        return difference.abs().compareTo(CLOCKS) > 0
                ? Finding.warn(
                        "clock", detail, "synchronise both hosts with NTP: delays are reckoned from these clocks")
                : Finding.ok("clock", detail);
    }

    private String setting(String name) {
        return database.one("SELECT current_setting(?)", row -> row.getString(1), name);
    }

    private String user() {
        return database.config().user();
    }
}

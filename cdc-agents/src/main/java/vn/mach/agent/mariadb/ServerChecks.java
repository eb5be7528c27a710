package vn.mach.agent.mariadb;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import vn.mach.agent.check.Check;
import vn.mach.agent.check.Finding;
import vn.mach.agent.progress.AgentFailure;

/** The server and how it writes its binary log. */
final class ServerChecks {
    /** Since 10.5 there is the right BINLOG MONITOR. */
    private static final List<Integer> OLDEST = List.of(10, 5);

    private static final Duration CLOCKS = Duration.ofSeconds(5);
    private static final Duration WEEKEND = Duration.ofDays(3);
    private static final String LOG = "binary log";

    private final Database database;

    ServerChecks(Database database) {
        this.database = database;
    }

    /** Without which nothing can be captured. */
    List<Check> needed() {
        return List.of(
                Check.one("server version", this::version),
                new Check(LOG, this::log),
                Check.one("server-id", this::serverId),
                Check.one("replica", this::replica));
    }

    /** What a careful DBA would want to know besides. */
    List<Check> advised(Clock clock) {
        return List.of(
                Check.one("log kept", this::kept),
                Check.one("log kept after a power failure", this::durable),
                Check.one("GTID", this::gtid),
                Check.one("clock", () -> clock(clock)));
    }

    private Finding version() {
        var version = database.one("SELECT version()", row -> row.getString(1));
        var detail = "runs " + version;
        if (!version.toLowerCase(Locale.ROOT).contains("mariadb")) {
            return Finding.fail("server version", detail, "this kind of agent captures MariaDB only");
        }
        var numbers = version.split("[.-]", -1);
        int major = Integer.parseInt(numbers[0]);
        int minor = Integer.parseInt(numbers[1]);
        boolean old = major < OLDEST.get(0) || (major == OLDEST.get(0) && minor < OLDEST.get(1));
        return old
                ? Finding.fail("server version", detail, "upgrade it to 10.5 or newer")
                : Finding.ok("server version", detail);
    }

    /** Findings about all that makes the log whole; one that is well if all is. */
    List<Finding> log() {
        if (!isOn("log_bin")) {
            return List.of(Finding.fail(LOG, "writes no binary log", "set log_bin, and restart the server"));
        }
        var wrong = List.of(
                        must("binlog_format", "ROW"),
                        must("binlog_row_image", "FULL"),
                        must("log_bin_compress", "OFF"),
                        unfiltered())
                .stream()
                .filter(Finding::isFailure)
                .toList();
        return wrong.isEmpty() ? List.of(Finding.ok(LOG, "has whole rows of every change")) : wrong;
    }

    private Finding must(String setting, String value) {
        var found = Objects.requireNonNullElse(database.setting(setting), value);
        return found.equals(value)
                ? Finding.ok(LOG, setting + "=" + value)
                : Finding.fail(
                        LOG,
                        "has " + setting + "=" + found,
                        "SET GLOBAL " + setting + " = '" + value + "', in the server's file too, and end the sessions"
                                + " that began before");
    }

    private Finding unfiltered() {
        String filters;
        try {
            filters = database.one("SHOW MASTER STATUS", row -> row.getString(3) + row.getString(4));
        } catch (AgentFailure.Broken e) {
            return Finding.notChecked(LOG, "the user may not ask for its state");
        }
        return filters.replace("null", "").isBlank()
                ? Finding.ok(LOG, "of all databases")
                : Finding.fail(
                        LOG, "leaves databases out (" + filters + ")", "remove binlog_do_db and binlog_ignore_db");
    }

    private Finding serverId() {
        var own = String.valueOf(database.config().serverId());
        return own.equals(database.setting("server_id"))
                ? Finding.fail("server-id", "has server_id=" + own + " itself", "give the agent another server-id")
                : Finding.ok(
                        "server-id", own + " is not the server's; that no replica has it cannot be seen from here");
    }

    private Finding replica() {
        var replicated = Objects.requireNonNullElse(database.setting("gtid_slave_pos"), "");
        return replicated.isEmpty() || isOn("log_slave_updates")
                ? Finding.ok("replica", replicated.isEmpty() ? "replicates nobody" : "logs what it replicates")
                : Finding.fail(
                        "replica",
                        "has replicated another server without log_slave_updates: that is not in its log",
                        "set log_slave_updates and restart the server, or connect the agent to the primary");
    }

    /** Nothing holds the log back for an agent that is away. */
    private Finding kept() {
        var seconds = seconds();
        if (seconds == 0) {
            return Finding.ok("log kept", "is kept until somebody purges it");
        }
        var kept = Duration.ofSeconds(seconds);
        var detail = "is purged after " + kept.toHours() + " h";
        return kept.compareTo(WEEKEND) < 0
                ? Finding.warn(
                        "log kept",
                        detail,
                        "SET GLOBAL binlog_expire_logs_seconds = " + WEEKEND.toSeconds() + " or more, in the server's"
                                + " file too: an agent that is away longer must read its tables again")
                : Finding.ok("log kept", detail);
    }

    private long seconds() {
        var seconds = database.setting("binlog_expire_logs_seconds");
        if (seconds != null) {
            return Long.parseLong(seconds);
        }
        var days = Objects.requireNonNullElse(database.setting("expire_logs_days"), "0");
        return (long) (Double.parseDouble(days) * Duration.ofDays(1).toSeconds());
    }

    private Finding durable() {
        var name = "log kept after a power failure";
        var sync = database.setting("sync_binlog");
        var flush = database.setting("innodb_flush_log_at_trx_commit");
        return "1".equals(sync) && "1".equals(flush)
                ? Finding.ok(name, "sync_binlog=1, innodb_flush_log_at_trx_commit=1")
                : Finding.warn(
                        name,
                        "sync_binlog=" + sync + ", innodb_flush_log_at_trx_commit=" + flush
                                + ": a power failure may take changes back that the agent has published",
                        "set both to 1; the agent then tells a gap instead of passing over it");
    }

    private Finding gtid() {
        return Finding.ok(
                "GTID",
                "position " + database.setting("gtid_binlog_pos") + ", domain " + database.setting("gtid_domain_id")
                        + ", strict mode " + database.setting("gtid_strict_mode")
                        + "; the agent needs neither strict mode nor binlog_row_metadata");
    }

    private Finding clock(Clock clock) {
        var before = clock.millis();
        var there = database.one("SELECT floor(unix_timestamp(now(3)) * 1000)", row -> row.getLong(1));
        var difference = Duration.ofMillis(there - (before + clock.millis()) / 2);
        var detail = "the database's clock is " + Math.abs(difference.toMillis()) + " ms "
                + (difference.isNegative() ? "behind" : "ahead of") + " the agent's";
        return difference.abs().compareTo(CLOCKS) > 0
                ? Finding.warn(
                        "clock", detail, "synchronise both hosts with NTP: delays are reckoned from these clocks")
                : Finding.ok("clock", detail);
    }

    private boolean isOn(String setting) {
        return "ON".equals(database.setting(setting));
    }
}

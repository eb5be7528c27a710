package vn.mach.agent.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.mach.connection.Secret;

/**
 * The database of an agent.
 *
 * @param kind PostgreSQL if it is not named
 * @param host one server, or several with commas of which one is the primary, each {@code host} or {@code host:port}
 * @param slot PostgreSQL only: the logical replication slot; the agent makes it and nobody else uses it
 * @param publication PostgreSQL only: made beforehand by the owner of the tables
 * @param logBudget PostgreSQL only: how much log the server may keep for the slot; 10 GB unless it is given
 * @param whenSpent PostgreSQL only: what to do when it keeps that much; an alarm unless it is given
 * @param serverId MariaDB only: the number by which its server knows the agent among its replicas, each of which has its own
 */
public record DatabaseConfig(
        Kind kind,
        String host,
        int port,
        String name,
        String user,
        Secret password,
        String slot,
        String publication,
        @Nullable ByteSize logBudget,
        @Nullable WhenSpent whenSpent,
        @Nullable Long serverId) {
    private static final ByteSize LOG_BUDGET = ByteSize.parse("10GB");
    private static final Pattern SERVER = Pattern.compile("([^\\s:,]+|\\[[0-9a-fA-F:.%]+])(?::([0-9]{1,5}))?");
    private static final long LARGEST_SERVER_ID = 0xffff_ffffL;

    /** A database system that an agent can capture from. */
    public enum Kind {
        POSTGRESQL,
        MARIADB;

        /** As a file names it. */
        @JsonCreator
        static Kind of(String name) {
            return Stream.of(values())
                    .filter(kind -> kind.toString().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("is '" + name + "': postgresql or mariadb"));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public DatabaseConfig {
        kind = kind == null ? Kind.POSTGRESQL : kind;
        Required.of(host, "host", "name the database server");
        Required.of(name, "name", "name the database");
        Required.of(user, "user", "name the role of the agent");
        Required.of(password, "password", "write ${env:NAME} or ${file:PATH}");
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port is " + port + ": 1 to 65535");
        }
        if (kind == Kind.MARIADB) {
            refuse(slot, "slot", kind);
            refuse(publication, "publication", kind);
            refuse(logBudget, "log-budget", kind);
            refuse(whenSpent, "when-spent", kind);
            if (host.contains(",")) {
                throw new IllegalArgumentException(
                        "host is '" + host + "': an agent of kind mariadb follows one server");
            }
            slot = "";
            publication = "";
            if (serverId == null || serverId < 1 || serverId > LARGEST_SERVER_ID) {
                throw new IllegalArgumentException("server-id is " + serverId + ": 1 to " + LARGEST_SERVER_ID
                        + ", a number that neither the server nor any of its replicas has");
            }
        } else {
            refuse(serverId, "server-id", kind);
            Required.of(slot, "slot", "name a replication slot that nobody else uses");
            if (!slot.matches("[a-z0-9_]{1,63}")) {
                throw new IllegalArgumentException("slot is '" + slot + "': 1 to 63 of a-z, 0-9 and '_'");
            }
            Required.identifier(publication, "publication");
            logBudget = logBudget == null ? LOG_BUDGET : logBudget;
            whenSpent = whenSpent == null ? WhenSpent.ALARM : whenSpent;
        }
        for (var server : host.split(",", -1)) {
            if (!SERVER.matcher(server.strip()).matches()) {
                throw new IllegalArgumentException(
                        "host names '" + server + "': write host or host:port, with commas between several");
            }
        }
    }

    /** One configuration for each server that {@code host} names, in its order. */
    public List<DatabaseConfig> servers() {
        return Arrays.stream(host.split(",")).map(String::strip).map(this::at).toList();
    }

    private DatabaseConfig at(String server) {
        var parts = SERVER.matcher(server);
        int own = parts.matches() && parts.group(2) != null ? Integer.parseInt(parts.group(2)) : port;
        return new DatabaseConfig(
                kind, parts.group(1), own, name, user, password, slot, publication, logBudget, whenSpent, serverId);
    }

    /** A PostgreSQL database, with the usual budget. */
    public DatabaseConfig(
            String host, int port, String name, String user, Secret password, String slot, String publication) {
        this(Kind.POSTGRESQL, host, port, name, user, password, slot, publication, null, null, null);
    }

    /** A MariaDB server, and the database in it that the agent enters. */
    public static DatabaseConfig ofMariaDb(
            String host, int port, String name, String user, Secret password, long serverId) {
        return new DatabaseConfig(Kind.MARIADB, host, port, name, user, password, "", "", null, null, serverId);
    }

    /** Of PostgreSQL only. */
    @Override
    public ByteSize logBudget() {
        return Objects.requireNonNull(logBudget);
    }

    /** Of PostgreSQL only. */
    @Override
    public WhenSpent whenSpent() {
        return Objects.requireNonNull(whenSpent);
    }

    private static void refuse(@Nullable Object value, String key, Kind kind) {
        if (value != null && !value.equals("")) {
            throw new IllegalArgumentException(
                    key + " is '" + value + "': a database of kind " + kind + " has none, remove it");
        }
    }

    /** Where errors say that they are. */
    public String place() {
        return host + ":" + port + "/" + name;
    }
}

package vn.mach.agent.config;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import vn.mach.connection.Secret;

/**
 * The PostgreSQL database of an agent.
 *
 * @param host one server, or several with commas of which one is the primary, each {@code host} or {@code host:port}
 * @param slot the logical replication slot; the agent makes it and nobody else uses it
 * @param publication made beforehand by the owner of the tables
 * @param logBudget how much log the server may keep for the slot; 10 GB unless it is given
 * @param whenSpent what to do when it keeps that much; an alarm unless it is given
 */
public record DatabaseConfig(
        String host,
        int port,
        String name,
        String user,
        Secret password,
        String slot,
        String publication,
        @Nullable ByteSize logBudget,
        @Nullable WhenSpent whenSpent) {
    private static final ByteSize LOG_BUDGET = ByteSize.parse("10GB");
    private static final Pattern SERVER = Pattern.compile("([^\\s:,]+|\\[[0-9a-fA-F:.%]+])(?::([0-9]{1,5}))?");

    public DatabaseConfig {
        Required.of(host, "host", "name the database server");
        Required.of(name, "name", "name the database");
        Required.of(user, "user", "name the role of the agent");
        Required.of(password, "password", "write ${env:NAME} or ${file:PATH}");
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("port is " + port + ": 1 to 65535");
        }
        Required.of(slot, "slot", "name a replication slot that nobody else uses");
        if (!slot.matches("[a-z0-9_]{1,63}")) {
            throw new IllegalArgumentException("slot is '" + slot + "': 1 to 63 of a-z, 0-9 and '_'");
        }
        Required.identifier(publication, "publication");
        for (var server : host.split(",", -1)) {
            if (!SERVER.matcher(server.strip()).matches()) {
                throw new IllegalArgumentException(
                        "host names '" + server + "': write host or host:port, with commas between several");
            }
        }
        logBudget = logBudget == null ? LOG_BUDGET : logBudget;
        whenSpent = whenSpent == null ? WhenSpent.ALARM : whenSpent;
    }

    /** One configuration for each server that {@code host} names, in its order. */
    public List<DatabaseConfig> servers() {
        return Arrays.stream(host.split(",")).map(String::strip).map(this::at).toList();
    }

    private DatabaseConfig at(String server) {
        var parts = SERVER.matcher(server);
        int own = parts.matches() && parts.group(2) != null ? Integer.parseInt(parts.group(2)) : port;
        return new DatabaseConfig(parts.group(1), own, name, user, password, slot, publication, logBudget, whenSpent);
    }

    /** With the usual budget. */
    public DatabaseConfig(
            String host, int port, String name, String user, Secret password, String slot, String publication) {
        this(host, port, name, user, password, slot, publication, null, null);
    }

    @Override
    public ByteSize logBudget() {
        return Objects.requireNonNull(logBudget);
    }

    @Override
    public WhenSpent whenSpent() {
        return Objects.requireNonNull(whenSpent);
    }

    /** Where errors say that they are. */
    public String place() {
        return host + ":" + port + "/" + name;
    }
}

package vn.mach.agent.config;

import vn.mach.connection.Secret;

/**
 * The PostgreSQL database of an agent.
 *
 * @param slot the logical replication slot; the agent makes it and nobody else uses it
 * @param publication made beforehand by the owner of the tables
 */
public record DatabaseConfig(
        String host, int port, String name, String user, Secret password, String slot, String publication) {
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
    }

    /** Where errors say that they are. */
    public String place() {
        return host + ":" + port + "/" + name;
    }
}

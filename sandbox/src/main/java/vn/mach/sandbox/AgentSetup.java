package vn.mach.sandbox;

import java.util.Map;
import vn.mach.connection.Secret;
import vn.mach.naming.AgentId;

/**
 * An agent to run beside a database.
 *
 * @param configuration its YAML, secrets written as {@code ${env:NAME}}
 * @param secrets the variables named there
 */
public record AgentSetup(AgentId id, String configuration, Map<String, Secret> secrets) {
    public AgentSetup {
        secrets = Map.copyOf(secrets);
    }

    String component() {
        return "agent." + id;
    }
}

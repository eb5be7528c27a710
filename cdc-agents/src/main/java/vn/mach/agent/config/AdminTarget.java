package vn.mach.agent.config;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgentId;

/**
 * What a command needs of an agent's file to reach the agent that runs with it. The rest is passed over, so that the
 * secrets of the agent need not be there.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record AdminTarget(String agent, @Nullable AdminConfig admin) {
    public AdminTarget {
        Required.of(agent, "agent", "write <agency>.<name>");
        AgentId.parse(agent);
        admin = admin == null ? AdminConfig.standard() : admin;
    }

    public static AdminTarget of(AgentConfig config) {
        return new AdminTarget(config.agent(), config.admin());
    }

    @Override
    public AdminConfig admin() {
        return Objects.requireNonNull(admin);
    }
}

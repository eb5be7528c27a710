package vn.mach.naming;

/** An agent of an agency, written {@code <agency>.<name>}. */
public record AgentId(AgencyId agency, String name) {
    public AgentId {
        Slug.require("agent", name);
    }

    public static AgentId parse(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 2) {
            throw new IllegalName("agent", text, "write <agency>.<name>");
        }
        return new AgentId(AgencyId.of(parts[0]), parts[1]);
    }

    /** The SCRAM user name, which is also the transactional id: one process at a time may write as this agent. */
    public String user() {
        return "mach.agent." + this;
    }

    public String transactionalId() {
        return user();
    }

    /** {@code ctl.agent-offsets.<agency>.<agent>}: read and written by this agent only. */
    public String offsetsTopic() {
        return Topics.AGENT_OFFSETS + "." + this;
    }

    /** {@code ctl.held.<agency>.<agent>}: read, written and emptied by this agent only. */
    public String heldTopic() {
        return Topics.HELD + "." + this;
    }

    @Override
    public String toString() {
        return agency + "." + name;
    }
}

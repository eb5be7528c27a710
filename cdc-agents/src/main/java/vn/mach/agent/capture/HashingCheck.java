package vn.mach.agent.capture;

import org.jspecify.annotations.Nullable;
import vn.mach.agent.check.Finding;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.hash.Hashing;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.AgentOffset;
import vn.mach.agent.publish.LastOffset;

/** Whether rows are hashed as those that are published: with another key, none of them would be known again. */
public final class HashingCheck {
    private static final String NAME = "hash key";

    private HashingCheck() {}

    /** What a start would say to it now. */
    public static Finding look(AgentConfig config, LastOffset stored) {
        try {
            requireSame(Hashing.of(config), stored.read());
            return Finding.ok(
                    NAME,
                    config.hashKey() == null
                            ? "nothing is hashed"
                            : "is that with which is published, fingerprint "
                                    + config.hashKey().fingerprint());
        } catch (AgentFailure.Misconfigured e) {
            return Finding.of(NAME, e);
        } catch (AgentFailure e) {
            return Finding.notChecked(NAME, String.valueOf(e.getMessage()));
        }
    }

    /**
     * Rows that are published with other hashes only go where a table is compared as a whole. Throws {@link AgentFailure.Misconfigured}
     * if others are.
     */
    static void requireSame(Hashing hashing, @Nullable AgentOffset last) {
        if (last != null && last.phase() == AgentOffset.Phase.STREAMING) {
            var compared = Standing.of(last).rereads();
            compared.values().removeIf(how -> how != Standing.Reread.DIFFERENCES);
            hashing.requireSame(last.source(), compared.keySet());
        }
    }
}

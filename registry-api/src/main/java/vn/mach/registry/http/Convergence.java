package vn.mach.registry.http;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What an answer waits for: that Kafka is as the database says. */
@FunctionalInterface
public interface Convergence {
    /** Asks for a run that starts after this call and waits for it, a few seconds at most; whether it ended well. */
    boolean settle();

    /** Puts into the answer whether what it speaks of can be used already. */
    default ObjectNode settled(ObjectNode answer) {
        return answer.put("access", settle() ? "ready" : "pending");
    }
}

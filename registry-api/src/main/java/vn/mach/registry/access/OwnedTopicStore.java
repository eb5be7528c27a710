package vn.mach.registry.access;

import java.util.Collection;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** The topics this registry made, or was about to make when it crashed. */
final class OwnedTopicStore {
    void add(Handle tx, String topic) {
        tx.createUpdate("INSERT INTO owned_topics (name) VALUES (:name) ON CONFLICT DO NOTHING")
                .bind("name", topic)
                .execute();
    }

    /** Whoever makes a topic of that name from now on, it is not ours. */
    void remove(Handle tx, Collection<String> topics) {
        if (!topics.isEmpty()) {
            tx.createUpdate("DELETE FROM owned_topics WHERE name IN (<names>)")
                    .bindList("names", topics)
                    .execute();
        }
    }

    Set<String> all(Handle tx) {
        return Set.copyOf(tx.createQuery("SELECT name FROM owned_topics")
                .mapTo(String.class)
                .list());
    }
}

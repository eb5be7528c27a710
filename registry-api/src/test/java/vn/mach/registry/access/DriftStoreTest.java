package vn.mach.registry.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import vn.mach.registry.db.Database;
import vn.mach.registry.db.TestDatabase;

class DriftStoreTest {
    private static final Instant MORNING = Instant.parse("2026-03-01T02:00:00Z");
    private static final Instant NOON = Instant.parse("2026-03-01T05:00:00Z");
    private static final Drift ACCESS = new Drift("foreign-access", "User:x", "read on topic data.moj. (prefixed)");
    private static final Drift TOPIC = new Drift("foreign-topic", "view.moj.x", "was not made by this registry");

    private final Database database = TestDatabase.fresh();
    private final DriftStore store = new DriftStore();

    @Test
    void drift_is_new_once_and_keeps_the_time_it_was_first_seen() {
        assertThat(seen(MORNING, ACCESS)).containsExactly(ACCESS);
        assertThat(seen(NOON, ACCESS, TOPIC)).containsExactly(TOPIC);

        assertThat(database.read(store::all))
                .containsExactly(new DriftStore.Known(ACCESS, MORNING), new DriftStore.Known(TOPIC, NOON));
    }

    @Test
    void drift_that_is_gone_is_forgotten_and_new_again_when_it_comes_back() {
        seen(MORNING, ACCESS);

        assertThat(seen(NOON)).isEmpty();
        assertThat(database.read(store::all)).isEmpty();
        assertThat(seen(NOON, ACCESS)).containsExactly(ACCESS);
    }

    private Set<Drift> seen(Instant at, Drift... drift) {
        return database.write(tx -> store.replace(tx, Set.of(drift), at));
    }
}

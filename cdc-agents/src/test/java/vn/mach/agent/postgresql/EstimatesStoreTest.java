package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vn.mach.agent.config.DatabaseConfig;

/** What a snapshot's progress is held against. */
class EstimatesStoreTest {
    @Test
    void the_estimate_is_the_servers_own_and_minus_one_where_it_has_none() {
        try (var database = new TestDatabase()) {
            database.table("known", "id bigint PRIMARY KEY");
            database.table("unknown", "id bigint PRIMARY KEY");
            database.sql("INSERT INTO known SELECT generate_series(1, 5000)", "ANALYZE known");

            assertThat(estimates(database, "known")).containsExactly(5_000L);
            assertThat(estimates(database, "unknown")).containsExactly(-1L);
            assertThat(estimates(database, "absent")).containsExactly(-1L);
        }
    }

    @Test
    void a_database_that_does_not_answer_leaves_no_estimate() {
        try (var database = new TestDatabase()) {
            var config = database.config(Map.of("public.known", "known", "public.other", "other"));
            var from = config.database();
            var away = new DatabaseConfig(
                    "127.0.0.1", 1, from.name(), from.user(), from.password(), from.slot(), from.publication());

            assertThat(Estimates.of(away, config.tables())).containsExactly(-1L, -1L);
        }
    }

    private static List<Long> estimates(TestDatabase database, String table) {
        var config = database.config(Map.of("public." + table, "any"));
        return Estimates.of(config.database(), config.tables());
    }
}

package vn.mach.sandbox.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.sandbox.host.Patience;
import vn.mach.sandbox.process.Component;

/** The agent dies by SIGKILL again and again while it reads a table for the first time, and rows change meanwhile. */
class SnapshotKillsIT {
    private static final int ROWS = 150_000;
    private static final int KILLS = 5;
    private static final long SEED = Long.getLong("mach.seed", System.nanoTime());
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Random random = new Random(SEED);
    private OutagePlace place;
    private FewChanges changes;

    @BeforeEach
    void fill() throws Exception {
        place = new OutagePlace(Path.of("target", "it", "snapshot-kills-" + System.nanoTime()), System.out);
        place.postgres.execute(
                "counted",
                "INSERT INTO counted SELECT id, 0 FROM generate_series(" + (OutagePlace.ROWS + 1) + ", " + ROWS
                        + ") id");
        changes = new FewChanges(place, ROWS, random);
    }

    @AfterEach
    void stop() {
        place.close();
    }

    @Test
    void a_snapshot_that_is_killed_again_and_again_is_seen_whole_and_once() throws Exception {
        System.out.println("snapshot kills: seed " + SEED);
        try (var reader = new DatasetReader(place)) {
            changes.write();
            long before = reader.written();
            var agent = place.launchAgent("SNAPSHOTTING|STREAMING");
            for (int kill = 1; kill <= KILLS; kill++) {
                // A dying agent writes some ten thousand rows more: far enough from the end.
                killInSnapshot(agent, kill, before, random.nextInt(ROWS / 2), reader);
                assertThat(reader.readToEnd().reads())
                        .as("rows visible of a snapshot that was killed")
                        .isZero();
                before = reader.written();
                agent.restart();
            }
            killInSnapshot(agent, KILLS + 1, before, ROWS, reader);
            // So near the end that it may have become visible; then all of it has.
            int visible = reader.readToEnd().reads();
            System.out.println("snapshot kills: rows visible after the last: " + visible);
            assertThat(visible == 0 || visible > ROWS / 2).isTrue();
            agent.restart();
            // Rows go on changing until some that were changed behind the snapshot are visible.
            assertThat(Patience.until(() -> reader.readToEnd().deletes() > 0, PATIENCE))
                    .isTrue();
            changes.rest();

            var published = settled(reader);
            System.out.println("snapshot kills: " + published + ", slots " + slots());
            assertThat(published.reads() + published.creates() - published.deletes())
                    .isEqualTo(rows().size());
            assertThat(published.reads()).isGreaterThan(ROWS / 2);
            assertThat(published.creates()).isPositive();
            assertThat(published.deletes()).isPositive();
            assertThat(published.updates()).isGreaterThan(OutagePlace.ROWS);
            assertThat(published.wrong()).isZero();
            assertThat(published.epochs()).isEqualTo(1);
            assertThat(slots()).containsExactly("mach");
        }
    }

    /** Kills it when it has written so many rows more than were there {@code before}, visible to nobody yet. */
    private static void killInSnapshot(Component agent, int kill, long before, int after, DatasetReader reader) {
        assertThat(Patience.until(() -> reader.written() - before >= after, PATIENCE))
                .as("%s has written %s rows of its snapshot: %s", agent.name(), after, agent.log())
                .isTrue();
        agent.kill9();
        System.out.println("snapshot kills: kill " + kill + " meant after " + after + " rows, came after "
                + (reader.written() - before));
    }

    /** What was published once it equals the table, and once more after each row that changes has changed again. */
    private DatasetReader.Published settled(DatasetReader reader) throws SQLException {
        awaitEqual(reader);
        place.postgres.execute("counted", "UPDATE counted SET n = n + 1 WHERE id <= " + OutagePlace.ROWS);
        awaitEqual(reader);
        return reader.readToEnd();
    }

    private void awaitEqual(DatasetReader reader) throws SQLException {
        var expected = rows();
        assertThat(Patience.until(
                        () -> {
                            reader.readToEnd();
                            return reader.content().equals(expected);
                        },
                        PATIENCE))
                .as("the dataset equals the table")
                .isTrue();
    }

    private Map<Long, Long> rows() throws SQLException {
        var rows = new HashMap<Long, Long>();
        try (var connection = place.connect();
                var found = connection.createStatement().executeQuery("SELECT id, n FROM counted")) {
            while (found.next()) {
                rows.put(found.getLong(1), found.getLong(2));
            }
        }
        return rows;
    }

    private List<String> slots() throws SQLException {
        var slots = new ArrayList<String>();
        try (var connection = place.connect();
                var found = connection.createStatement().executeQuery("SELECT slot_name FROM pg_replication_slots")) {
            while (found.next()) {
                slots.add(found.getString(1));
            }
        }
        return slots;
    }
}

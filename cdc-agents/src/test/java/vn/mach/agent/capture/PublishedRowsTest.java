package vn.mach.agent.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vn.mach.agent.capture.PublishedRows.Fingerprint;

class PublishedRowsTest {
    @Test
    void it_knows_what_a_map_knows_whatever_is_told() {
        var random = new Random(3);
        var rows = new PublishedRows();
        var known = new HashMap<Fingerprint, Long>();
        var settled = new HashSet<Fingerprint>();
        for (int i = 0; i < 200_000; i++) {
            var key = key(random.nextInt(40_000));
            switch (random.nextInt(10)) {
                case 0 -> {
                    rows.settle(key);
                    settled.add(key);
                }
                case 1 -> {
                    rows.published(key, PublishedRows.DELETED);
                    if (!settled.contains(key)) {
                        known.remove(key);
                    }
                }
                default -> {
                    rows.published(key, 1 + i);
                    if (!settled.contains(key)) {
                        known.put(key, 1L + i);
                    }
                }
            }
            if (i == 100_000) {
                rows.deleteAll();
                known.keySet().retainAll(settled);
            }
        }
        for (int number = 0; number < 40_000; number++) {
            var key = key(number);
            if (rows.row(key) != known.getOrDefault(key, PublishedRows.DELETED)
                    || rows.isSettled(key) != settled.contains(key)) {
                fail("key " + number);
            }
        }
        assertThat(known).hasSizeGreaterThan(10_000);
    }

    /** Spread as hashes are, and now and then two of a kind in the half that places them. */
    private static Fingerprint key(int number) {
        return new Fingerprint(number % 3, (number / 3) * 0x9E37_79B9_7F4A_7C15L >>> 20);
    }

    @Test
    void what_is_cleared_is_unknown() {
        var rows = new PublishedRows();
        var key = new Fingerprint(1, 2);
        rows.published(key, 7);
        rows.settle(key);

        rows.clear();

        assertThat(rows.row(key)).isEqualTo(PublishedRows.DELETED);
        assertThat(rows.isSettled(key)).isFalse();
    }
}

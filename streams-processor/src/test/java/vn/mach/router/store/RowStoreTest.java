package vn.mach.router.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a map in memory; rows are large enough to go to disk many times. */
class RowStoreTest {
    private static final int KEYS = 3_000;

    private static final class Nothing implements Processor<byte[], byte[], Void, Void> {
        @Override
        public void process(Record<byte[], byte[]> record) {}
    }

    private final Random random = new Random(20251125);
    private final TreeMap<Bytes, byte[]> expected = new TreeMap<>();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private TopologyTestDriver driver;

    @SuppressWarnings("NullAway.Init")
    private KeyValueStore<Bytes, byte[]> store;

    @BeforeEach
    void open() {
        var settings = new Properties();
        settings.putAll(Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG, "test",
                StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1",
                StreamsConfig.STATE_DIR_CONFIG, directory.toString()));
        var topology = new Topology()
                .addSource("in", new ByteArrayDeserializer(), new ByteArrayDeserializer(), "in")
                .addProcessor("nothing", Nothing::new, "in")
                .addStateStore(
                        Stores.keyValueStoreBuilder(RowStore.supplier("rows"), Serdes.Bytes(), Serdes.ByteArray()),
                        "nothing");
        driver = new TopologyTestDriver(topology, settings);
        store = driver.getKeyValueStore("rows");
    }

    @AfterEach
    void close() {
        driver.close();
    }

    private Bytes key() {
        return Bytes.wrap(("key " + random.nextInt(KEYS)).getBytes(StandardCharsets.UTF_8));
    }

    private void change() {
        var key = key();
        if (random.nextInt(10) == 0) {
            store.delete(key);
            expected.remove(key);
        } else {
            var value = new byte[1 + random.nextInt(1_500)];
            random.nextBytes(value);
            store.put(key, value);
            expected.put(key, value);
        }
    }

    @Test
    void every_row_is_as_it_was_written_last() {
        for (int i = 0; i < 20_000; i++) {
            change();
            var key = key();
            assertThat(store.get(key)).isEqualTo(expected.get(key));
        }
    }

    @Test
    void a_range_is_in_the_order_of_the_keys_with_both_ends() {
        for (int round = 0; round < 20; round++) {
            for (int i = 0; i < 300; i++) {
                change();
            }
            var one = key();
            var other = key();
            var from = one.compareTo(other) < 0 ? one : other;
            var to = from == one ? other : one;
            assertThat(range(from, to))
                    .containsExactlyElementsOf(
                            expected.subMap(from, true, to, true).keySet());
            assertThat(range(from, null))
                    .containsExactlyElementsOf(expected.tailMap(from, true).keySet());
        }
        assertThat(range(null, null)).containsExactlyElementsOf(expected.keySet());
    }

    @Test
    void a_range_shows_the_rows_as_they_were_when_it_was_asked_for() {
        for (int i = 0; i < 300; i++) {
            change();
        }
        var before = new ArrayList<>(expected.keySet());

        var seen = new ArrayList<Bytes>();
        try (var rows = store.all()) {
            while (rows.hasNext()) {
                seen.add(rows.next().key);
                change();
            }
        }

        assertThat(seen).containsExactlyElementsOf(before);
    }

    @Test
    void its_figures_are_under_the_names_of_kafka_streams() {
        for (int i = 0; i < 3_000; i++) {
            change();
        }
        range(null, null);

        var rows = driver.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals("estimate-num-keys"))
                .toList();

        assertThat(rows).hasSize(1);
        assertThat((Double) rows.get(0).metricValue()).isPositive();
    }

    private ArrayList<Bytes> range(Bytes from, Bytes to) {
        var keys = new ArrayList<Bytes>();
        try (var rows = store.range(from, to)) {
            rows.forEachRemaining(row -> keys.add(row.key));
        }
        return keys;
    }
}

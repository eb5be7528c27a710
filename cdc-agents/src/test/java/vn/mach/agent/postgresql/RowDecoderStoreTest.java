package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.agent.capture.BoundaryStore;
import vn.mach.agent.capture.LogRow;

/** Which rows go past Debezium, and that they are then what Debezium makes of them. */
class RowDecoderStoreTest {
    private static final String FIELDS = """
            {"name": "id", "type": "long"}, {"name": "name", "type": ["null", "string"]},
            {"name": "at", "type": ["null", {"type": "long", "logicalType": "timestamp-micros"}]}""";

    private final Exchange exchange = new Exchange();
    private final List<SourceRecord> told = new CopyOnWriteArrayList<>();
    private PostgresSource source;
    private DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;

    @BeforeEach
    void stream() {
        exchange.database.table("t", "id bigint PRIMARY KEY, name text, at timestamptz, beside inet");
        exchange.database.table("odd", "id bigint PRIMARY KEY, name inet");
        exchange.dataset("public.t", "usual", FIELDS, "id");
        exchange.dataset(
                "public.odd",
                "odd",
                "{\"name\": \"id\", \"type\": \"long\"}, {\"name\": \"name\", \"type\": [\"null\", \"string\"]}",
                "id");
        source = PostgresSource.connect(exchange.config());
        var begun = source.begin(null, Instant.now());
        var properties = source.engine(begun, exchange.captured(), "unavailable");
        properties.remove(BoundaryStore.FIRST_BOUNDARY);
        engine = DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
                .using(properties)
                .notifying((events, committer) -> {
                    events.forEach(event -> told.add(event.record()));
                    committer.markBatchFinished();
                })
                .build();
        var thread = new Thread(engine, "engine");
        thread.setDaemon(true);
        thread.start();
        Running.await(() -> {
            exchange.database.sql("INSERT INTO odd SELECT coalesce(max(id), 0) + 1 FROM odd");
            return !of("odd").isEmpty();
        });
        told.clear();
    }

    @AfterEach
    void end() throws IOException {
        engine.close();
        source.close();
        exchange.close();
    }

    private List<SourceRecord> of(String table) {
        return told.stream()
                .filter(record -> record.topic().endsWith(".public." + table))
                .toList();
    }

    /** {@code row <new>} for one that went past Debezium, else Debezium's operation. */
    private List<String> after(String... statements) {
        exchange.database.sql(statements);
        exchange.database.sql("INSERT INTO t (id) VALUES (-1)");
        Running.await(() -> of("t").stream().anyMatch(record -> id(record) == -1));
        var kinds = new ArrayList<String>();
        for (var record : of("t").subList(0, of("t").size() - 1)) {
            kinds.add(
                    record instanceof LogRow row
                            ? (row.isNew() ? "new row" : "row")
                            : ((Struct) record.value()).getString("op"));
        }
        return kinds;
    }

    private static long id(SourceRecord record) {
        return Objects.requireNonNull(
                record instanceof LogRow row
                        ? (Long) row.value(0)
                        : record.key() == null ? Long.valueOf(0) : ((Struct) record.key()).getInt64("id"));
    }

    @Test
    void a_row_that_is_whole_in_the_log_goes_past_debezium() {
        assertThat(after("INSERT INTO t VALUES (1, 'a', now(), NULL)", "UPDATE t SET name = 'b' WHERE id = 1"))
                .containsExactly("new row", "row");
    }

    @Test
    void what_is_more_than_a_row_is_debeziums() {
        assertThat(after(
                        "INSERT INTO t VALUES (1, 'a', now(), NULL)",
                        "UPDATE t SET id = 2",
                        "DELETE FROM t",
                        "TRUNCATE t"))
                .containsExactly("new row", "d", "c", "d", "t");
    }

    @Test
    void a_large_value_that_an_update_left_alone_is_debeziums() {
        assertThat(after(
                        "ALTER TABLE t ALTER COLUMN name SET STORAGE EXTERNAL",
                        "INSERT INTO t VALUES (1, repeat('ạ', 5000), NULL, NULL)",
                        "UPDATE t SET at = now()"))
                .containsExactly("new row", "u");
    }

    @Test
    void a_row_with_its_old_values_is_debeziums() {
        assertThat(after(
                        "ALTER TABLE t REPLICA IDENTITY FULL",
                        "INSERT INTO t VALUES (1, 'a', NULL, NULL)",
                        "UPDATE t SET name = 'b'"))
                .containsExactly("new row", "u");
    }

    @Test
    void a_table_with_a_captured_type_that_only_debezium_reads_is_debeziums() {
        exchange.database.sql("INSERT INTO odd VALUES (100000, '10.0.0.1')");
        Running.await(() -> of("odd").stream().anyMatch(record -> id(record) == 100_000));

        assertThat(of("odd")).noneMatch(LogRow.class::isInstance);
    }

    @Test
    void a_table_is_read_on_when_it_was_altered() {
        assertThat(after(
                        "INSERT INTO t VALUES (1, 'a', NULL, NULL)",
                        "ALTER TABLE t DROP COLUMN name, ADD COLUMN more int",
                        "INSERT INTO t VALUES (2, NULL, NULL, 5)",
                        "ALTER TABLE t ADD COLUMN name text",
                        "INSERT INTO t VALUES (3, NULL, NULL, 5, 'c')"))
                .containsExactly("new row", "new row", "new row");
        var rows = of("t").stream().map(LogRow.class::cast).toList();
        assertThat(rows.get(1).columns()).containsExactly("id", "at", "beside", "more");
        assertThat(rows.get(2).value(rows.get(2).columns().indexOf("name"))).isEqualTo("c");
    }

    @Test
    void debezium_makes_of_a_row_what_the_row_says() {
        after("INSERT INTO t VALUES (7, 'Ế', '2025-07-01 12:34:56.5+07', '10.0.0.1')");
        var row = (LogRow) of("t").get(0);

        assertThat(row.keyStruct().getInt64("id")).isEqualTo(7);
        assertThat(row.rowStruct().getString("name")).isEqualTo("Ế").isEqualTo(row.value(1));
        assertThat(row.rowStruct().getString("at")).isEqualTo("2025-07-01T05:34:56.500000Z");
        assertThat(row.value(2)).isEqualTo(Instant.parse("2025-07-01T05:34:56.5Z"));
        assertThat(row.rowStruct().schema().fields().stream()
                        .map(field -> field.name())
                        .collect(Collectors.toList()))
                .containsExactly("id", "name", "at");
        assertThat(row.source().getString("table")).isEqualTo("t");
    }

    @Test
    void an_unusual_text_is_left_to_debezium() {
        after("INSERT INTO t VALUES (7, 'a', 'infinity', NULL)");
        var row = (LogRow) of("t").get(0);

        assertThat(row.rowStruct().getString("at")).isNotNull();
        org.assertj.core.api.Assertions.assertThatIllegalArgumentException().isThrownBy(() -> row.value(2));
    }
}

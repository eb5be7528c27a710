package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.agent.capture.RereadRequest;
import vn.mach.agent.capture.Standing;
import vn.mach.agent.progress.AgentFailure;

/** What is to be hashed leaves the host only so, in key and value, however it was read; checked against pgcrypto. */
@SuppressWarnings("try")
class HashedStoreTest {
    private static final String KEY = "00112233445566778899aabbccddeeff";
    private static final String OTHER = "ff112233445566778899aabbccddeeff";
    private static final String PERSON = "public.person";

    private final Exchange exchange = new Exchange();
    private final TestDatabase database = exchange.database;

    @BeforeEach
    void oneTable() {
        database.sql("CREATE EXTENSION pgcrypto");
        database.table(
                "person",
                "number bigint PRIMARY KEY, name text NOT NULL, phone char(14), income numeric(12,2), note text");
        database.sql("ALTER TABLE person ALTER note SET STORAGE EXTERNAL");
        exchange.dataset(PERSON, "person", """
                {"name": "number", "type": "string"}, {"name": "name", "type": "string"},
                {"name": "phone", "type": ["null", "string"]}, {"name": "income", "type": ["null", "string"]},
                {"name": "note", "type": ["null", "string"]}""", "number");
        exchange.hash(KEY, PERSON, "number", "phone", "income");
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void the_same_hash_leaves_by_snapshot_by_log_and_by_reading_again() {
        database.sql("INSERT INTO person VALUES (1234567890, 'An', '0901 234 567', 1500000.50, NULL)");
        var expected = database.value("SELECT concat_ws(' ', " + hmac("number") + ", " + hmac("phone") + ", "
                + hmac("income") + ") FROM person");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("UPDATE person SET name = 'Bình'");
            exchange.awaitEvents(2);
            running.capture().reread(Set.of(PERSON), Standing.Reread.EVERYTHING);
            exchange.awaitEvents(3);
        }

        assertThat(exchange.rows()).hasSize(3).allSatisfy(row -> assertThat(
                        row.get("number") + " " + row.get("phone") + " " + row.get("income"))
                .isEqualTo(expected));
        assertNothingElseLeft("1234567890", "0901", "1500000");
    }

    @Test
    void a_delete_and_a_change_of_key_tell_the_hash_of_the_key_that_was() {
        try (var running = exchange.start().awaitStreaming()) {
            database.sql(
                    "INSERT INTO person VALUES (1234567890, 'An', NULL, NULL, NULL)",
                    "UPDATE person SET number = 1234567891",
                    "DELETE FROM person");
            exchange.awaitEvents(6);
        }

        var first = "{\"number\": \"" + hash("1234567890") + "\"}";
        var second = "{\"number\": \"" + hash("1234567891") + "\"}";
        assertThat(exchange.arrived())
                .map(line -> line.replaceFirst(" \\{\"number\": \"[0-9a-f]{64}\", .*", "")
                        .replaceFirst(" null$", ""))
                .containsExactly(
                        "c " + first,
                        "d " + first,
                        "tombstone " + first,
                        "c " + second,
                        "d " + second,
                        "tombstone " + second);
        assertThat(exchange.rows().get(0).get("phone")).isNull();
        assertNothingElseLeft("1234567890", "1234567891");
    }

    @Test
    void a_large_value_is_found_by_the_key_that_the_table_has() {
        database.sql("INSERT INTO person VALUES (1234567890, 'An', NULL, NULL, repeat('ghi chú ', 5000))");

        try (var running = exchange.start().awaitStreaming()) {
            database.sql("UPDATE person SET name = 'Bình'");
            exchange.awaitEvents(2);
        }

        assertThat(exchange.rows().get(1).get("note")).isEqualTo("ghi chú ".repeat(5000));
    }

    @Test
    void another_key_is_refused_until_the_table_is_compared_as_a_whole() {
        database.sql("INSERT INTO person VALUES (1234567890, 'An', NULL, NULL, NULL)");
        try (var running = exchange.start().awaitStreaming()) {
            exchange.awaitEvents(1);
        }
        exchange.hash(OTHER, PERSON, "number", "phone", "income");

        try (var running = exchange.start()) {
            assertThat(running.failure())
                    .isInstanceOf(AgentFailure.Misconfigured.class)
                    .hasMessageContaining(PERSON)
                    .hasMessageNotContaining(OTHER);
        }

        RereadRequest.store(exchange.destination(), Set.of(PERSON), Standing.Reread.DIFFERENCES);
        try (var running = exchange.start().awaitStreaming()) {
            Running.await(() -> Standing.of(exchange.log.last()).rereads().isEmpty());
        }
        assertThat(exchange.arrived())
                .map(line -> line.substring(0, line.indexOf('{') + 20))
                .containsExactly(
                        start("r", hash("1234567890", KEY)),
                        start("r", hash("1234567890", OTHER)),
                        start("d", hash("1234567890", KEY)),
                        start("tombstone", hash("1234567890", KEY)));
    }

    @Test
    void a_type_without_one_text_form_is_refused_at_the_start() {
        database.sql("ALTER TABLE person DROP income, ADD income double precision");

        try (var running = exchange.start()) {
            assertThat(running.failure())
                    .isInstanceOf(AgentFailure.Misconfigured.class)
                    .hasMessageContaining("public.person.income is double precision, which cannot be hashed");
        }
    }

    private static String start(String operation, String hash) {
        var line = operation + " {\"number\": \"" + hash;
        return line.substring(0, line.indexOf('{') + 20);
    }

    private void assertNothingElseLeft(String... secrets) {
        for (var record : exchange.log.records()) {
            for (var bytes : List.of(record.key(), record.value() == null ? new byte[0] : record.value())) {
                assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain(secrets);
            }
        }
    }

    private String hash(String text) {
        return hash(text, KEY);
    }

    private String hash(String text, String key) {
        return database.value("SELECT encode(hmac('" + text + "', decode('" + key + "', 'hex'), 'sha256'), 'hex')");
    }

    private static String hmac(String column) {
        return "encode(hmac(convert_to(concat(" + column + "), 'UTF8'), decode('" + KEY
                + "', 'hex'), 'sha256'), 'hex')";
    }
}

package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.agent.plan.Plan;

/** A plan says what a run would do, and does nothing of it. */
@SuppressWarnings("try")
class PostgresPlanStoreTest {
    private static final String FIELDS = """
            {"name": "id", "type": "long"},
            {"name": "amount", "type": {"type": "bytes", "logicalType": "decimal", "precision": 10, "scale": 2},
             "classification": "sensitive"},
            {"name": "born", "type": ["null", {"type": "int", "logicalType": "date"}]}""";

    private final Exchange exchange = new Exchange();
    private final TestDatabase database = exchange.database;

    @BeforeEach
    void oneTable() {
        database.table("person", "id bigint PRIMARY KEY, amount numeric(10,2) NOT NULL, born date, secret text");
        database.sql("INSERT INTO person SELECT i, 1 FROM generate_series(1, 250) i");
        exchange.dataset("public.person", "person", FIELDS, "id");
    }

    @AfterEach
    void close() {
        exchange.close();
    }

    @Test
    void it_says_what_is_captured_and_what_stays() {
        database.sql("ANALYZE person");

        assertThat(text().lines().toList())
                .startsWith(
                        "agent moj.civil",
                        "  database     " + exchange.config().database().place(),
                        "  publication  mach, there",
                        "  slot         " + database.slot + ", to be made",
                        "  offset       none that is visible: starts with a snapshot of all tables",
                        "  snapshot     of all tables, in one transaction",
                        "",
                        "table public.person -> dataset moj.person",
                        "  topic        data.moj.person, 6 partitions",
                        "  key          id",
                        "  rows         about 250, 48 kB",
                        "    column  SQL type       field   contract type  class      leaves as",
                        "    id      bigint         id      long           -          is",
                        "    amount  numeric(10,2)  amount  decimal(10,2)  sensitive  is",
                        "    born    date           born    date or null   -          is",
                        "  stays        secret",
                        "  key schema",
                        "    {")
                .contains("  value schema");
    }

    @Test
    void a_program_reads_the_same_as_json() throws JsonProcessingException {
        exchange.hash("00112233445566778899aabbccddeeff", "public.person", "name");
        database.sql("ALTER TABLE person ADD name varchar(40)");
        exchange.dataset(
                "public.person", "person", FIELDS + ", {\"name\": \"name\", \"type\": [\"null\", \"string\"]}", "id");

        var plan = new ObjectMapper().readTree(plan().json());

        assertThat(plan.at("/agent").asText()).isEqualTo("moj.civil");
        assertThat(plan.at("/source/slot").asText()).isEqualTo(database.slot + ", to be made");
        var table = plan.at("/tables/0");
        assertThat(table.at("/columns").findValuesAsText("hashed")).containsExactly("false", "false", "false", "true");
        assertThat(table.at("/columns/3/sql_type").asText()).isEqualTo("character varying(40)");
        assertThat(table.at("/stays/0").asText()).isEqualTo("secret");
        assertThat(table.at("/key_schema/name").asText()).isEqualTo("Key");
        assertThat(new Schema.Parser()
                        .parse(table.at("/value_schema").toString())
                        .getName())
                .isEqualTo("Envelope");
    }

    @Test
    void it_creates_nothing() {
        assertThat(text()).contains("to be made");

        assertThat(database.value(
                        "SELECT count(*) FROM pg_replication_slots WHERE slot_name = '" + database.slot + "'"))
                .isEqualTo("0");
        assertThat(exchange.log.commits()).isZero();
    }

    @Test
    void it_says_where_an_agent_continues_or_why_it_cannot() {
        try (var running = exchange.start().awaitStreaming()) {
            exchange.awaitEvents(250);
        }
        assertThat(text()).contains(database.slot + ", there", "  offset       continues at ", " of epoch ");

        database.sql("ALTER PUBLICATION mach DROP TABLE person", "ALTER PUBLICATION mach ADD TABLE person");
        assertThat(text()).contains("  offset       does not start: table public.person was out of its publication");
    }

    @Test
    void a_table_or_column_that_is_missing_is_said() {
        database.sql("ALTER TABLE person DROP born");
        assertThat(text()).contains("born    missing        born");

        database.sql("DROP TABLE person");
        assertThat(text()).contains("rows         the table is missing");
    }

    private String text() {
        return plan().text();
    }

    private Plan plan() {
        return PostgresPlan.of(exchange.config(), exchange.captured(), exchange.log::last);
    }
}

package vn.mach.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.Date;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Promise P1's half that is a matter of logic: a condition admits the rows that PostgreSQL's WHERE returns, and no other. */
class ConditionStoreTest {
    private static final long SEED = Long.getLong("mach.seed", 20_250_701);
    private static final int CONDITIONS = Integer.getInteger("mach.conditions", 2_000);
    private static final int ROWS = 150;
    private static final List<String> COLUMNS = List.of("t", "n", "b", "d", "r", "m", "born", "u", "kind", "flag");
    private static final Schema ROW = new Schema.Parser().parse("""
            {"type":"record","name":"Row","namespace":"mach.a.b","fields":[
              {"name":"id","type":"long"},
              {"name":"t","type":["null","string"],"default":null},
              {"name":"n","type":["null","int"],"default":null},
              {"name":"b","type":["null","long"],"default":null},
              {"name":"d","type":["null","double"],"default":null},
              {"name":"r","type":["null","float"],"default":null},
              {"name":"m","type":["null",{"type":"bytes","logicalType":"decimal","precision":10,"scale":2}],"default":null},
              {"name":"born","type":["null",{"type":"int","logicalType":"date"}],"default":null},
              {"name":"u","type":["null",{"type":"string","logicalType":"uuid"}],"default":null},
              {"name":"kind","type":["null",{"type":"enum","name":"Kind","symbols":["X","Y"]}],"default":null},
              {"name":"flag","type":["null","boolean"],"default":null}]}""");

    private static final Schema KIND = ROW.getField("kind").schema().getTypes().get(1);

    private static final List<List<Object>> VALUES = List.of(
            Arrays.asList(
                    null, "", "An", "an", "Ân", "A\u0302n", "O'Hara", "\uFF00", "\uD83D\uDE00", "a\\b", " ", "01"),
            Arrays.asList(null, 0, 1, -1, 3, 100, Integer.MAX_VALUE, Integer.MIN_VALUE),
            Arrays.asList(null, 0L, 7L, 9_007_199_254_740_993L, 10_000_000_000L, Long.MIN_VALUE, Long.MAX_VALUE),
            Arrays.asList(
                    null, 0.0, -0.0, 0.1, 3.0, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1e308),
            Arrays.asList(null, 0f, 0.1f, 0.5f, 16_777_216f, Float.NaN, Float.POSITIVE_INFINITY, 1e30f),
            Arrays.asList(null, "0.00", "0.10", "-12.34", "12.34", "99999999.99", "3.00"),
            Arrays.asList(null, "1900-01-01", "2024-02-29", "2000-01-01", "1969-12-31", "0001-01-01"),
            Arrays.asList(null, "00000000-0000-0000-0000-000000000000", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"),
            Arrays.asList(null, "X", "Y"),
            Arrays.asList(null, true, false));

    private static EmbeddedPostgres server;
    private static Connection connection;
    private static final List<GenericRecord> rows = new ArrayList<>();

    @BeforeAll
    static void the_same_rows_here_and_there() throws Exception {
        server = EmbeddedPostgres.builder().start();
        connection = server.getPostgresDatabase().getConnection();
        try (var statement = connection.createStatement()) {
            statement.execute("CREATE TYPE kind AS ENUM ('X', 'Y')");
            statement.execute("CREATE TABLE rows (id bigint, t text COLLATE \"C\", n int, b bigint, d float8, r real,"
                    + " m numeric(10,2), born date, u uuid, kind kind, flag boolean)");
        }
        var random = new Random(SEED);
        for (long id = 0; id < ROWS; id++) {
            var values = new ArrayList<Object>();
            VALUES.forEach(column -> values.add(column.get(random.nextInt(column.size()))));
            insert(id, values);
            rows.add(row(id, values));
        }
    }

    @AfterAll
    static void stop() throws Exception {
        connection.close();
        server.close();
    }

    @Test
    void a_condition_admits_what_postgresql_returns() throws SQLException {
        var conditions = new RandomCondition(new Random(SEED));
        int compared = 0;
        for (int i = 0; i < CONDITIONS; i++) {
            var sql = conditions.next();
            var admitted = admitted(sql);
            if (admitted != null) {
                compared++;
                assertThat(admitted).as("seed %d: %s", SEED, sql).isEqualTo(returned(sql));
            }
        }
        System.out.printf("seed %d: %d conditions on %d rows agree with PostgreSQL%n", SEED, compared, ROWS);
        assertThat(compared).isGreaterThan(CONDITIONS * 2 / 3);
    }

    /** Null when the condition is refused. */
    private static TreeSet<Long> admitted(String sql) {
        try {
            var condition = Condition.parse(sql, ROW);
            var ids = new TreeSet<Long>();
            rows.stream().filter(row -> condition.of(row) == Truth.TRUE).forEach(row -> ids.add((Long) row.get("id")));
            return ids;
        } catch (IllegalView e) {
            return null;
        }
    }

    private static TreeSet<Long> returned(String sql) throws SQLException {
        var ids = new TreeSet<Long>();
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT id FROM rows WHERE " + sql)) {
            while (found.next()) {
                ids.add(found.getLong(1));
            }
        } catch (SQLException e) {
            throw new AssertionError("seed " + SEED + ": admitted here, refused by PostgreSQL: " + sql, e);
        }
        return ids;
    }

    private static void insert(long id, List<Object> values) throws SQLException {
        var sql = "INSERT INTO rows VALUES (?, ?, ?, ?, ?, ?, ?::numeric, ?, ?::uuid, ?::kind, ?)";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, id);
            for (int i = 0; i < values.size(); i++) {
                var value = values.get(i);
                if (value == null) {
                    statement.setNull(i + 2, Types.NULL);
                } else if (COLUMNS.get(i).equals("born")) {
                    statement.setDate(i + 2, Date.valueOf(value.toString()));
                } else {
                    statement.setObject(i + 2, value);
                }
            }
            statement.executeUpdate();
        }
    }

    private static GenericRecord row(long id, List<Object> values) {
        var row = new GenericData.Record(ROW);
        row.put("id", id);
        for (int i = 0; i < values.size(); i++) {
            row.put(COLUMNS.get(i), values.get(i) == null ? null : avro(COLUMNS.get(i), values.get(i)));
        }
        return row;
    }

    private static Object avro(String column, Object value) {
        return switch (column) {
            case "m" ->
                ByteBuffer.wrap(new BigDecimal(value.toString()).unscaledValue().toByteArray());
            case "born" -> (int) LocalDate.parse(value.toString()).toEpochDay();
            case "kind" -> new GenericData.EnumSymbol(KIND, value);
            default -> value;
        };
    }
}

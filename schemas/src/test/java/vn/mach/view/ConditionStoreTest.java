package vn.mach.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Random;
import java.util.TreeSet;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Promise P1's half that is a matter of logic: a condition is true, false or unknown of a row when PostgreSQL says so. */
class ConditionStoreTest {
    private static final long SEED = Long.getLong("mach.seed", 20_250_701);
    private static final int CONDITIONS = Integer.getInteger("mach.conditions", 4_000);
    private static final int TABLES = 8;
    private static final int ROWS = 100;

    private static EmbeddedPostgres server;
    private static Connection connection;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedPostgres.builder().start();
        connection = server.getPostgresDatabase().getConnection();
        try (var statement = connection.createStatement()) {
            statement.execute("CREATE TYPE kind AS ENUM ('X', 'Y')");
            // Nothing that a condition may say depends on it.
            statement.execute("SET TimeZone = 'Asia/Ho_Chi_Minh'");
        }
    }

    @AfterAll
    static void stop() throws Exception {
        connection.close();
        server.close();
    }

    @Test
    void a_condition_is_of_every_row_what_postgresql_says() throws SQLException {
        var random = new Random(SEED);
        int compared = 0;
        for (int t = 0; t < TABLES; t++) {
            var table = RandomTable.create("rows" + t, ROWS, random, connection);
            var conditions = new RandomCondition(table, random);
            for (int i = 0; i < CONDITIONS / TABLES; i++) {
                compared += agree(table, conditions.next());
            }
        }
        System.out.printf(
                "seed %d: %d of %d conditions accepted, %d (row, condition) pairs agree with PostgreSQL%n",
                SEED, compared / ROWS, CONDITIONS, compared);
        assertThat(compared).as("accepted").isGreaterThan(CONDITIONS * ROWS / 2);
    }

    /** How many pairs were compared: none when the condition is refused. */
    private static int agree(RandomTable table, String sql) throws SQLException {
        Condition condition;
        try {
            condition = Condition.parse(sql, table.schema());
        } catch (IllegalView e) {
            return 0;
        }
        var here = new StringBuilder();
        for (var row : table.rows()) {
            var truth = condition.of(row);
            here.append(truth.name().charAt(0));
            if (truth == Truth.TRUE) {
                requireIndexed(condition, row, sql);
            }
        }
        assertThat(here.toString()).as("seed %d: %s", SEED, sql).isEqualTo(there(table, sql));
        return ROWS;
    }

    /** The router finds a view by what its condition requires: a row it admits has that. */
    private static void requireIndexed(Condition condition, GenericRecord row, String sql) {
        for (var required : IndexedColumn.requiredBy(condition)) {
            assertThat(required.values())
                    .as("seed %d: %s", SEED, sql)
                    .contains(required.column().valueIn(row));
        }
    }

    private static String there(RandomTable table, String sql) {
        var select = "SELECT string_agg(CASE (" + sql + ") WHEN true THEN 'T' WHEN false THEN 'F' ELSE 'U' END, ''"
                + " ORDER BY id) FROM " + table.name();
        try (var statement = connection.createStatement();
                var found = statement.executeQuery(select)) {
            found.next();
            return found.getString(1);
        } catch (SQLException e) {
            throw new AssertionError("seed " + SEED + ": accepted here, refused by PostgreSQL: " + sql, e);
        }
    }

    @Test
    void every_character_changes_case_as_in_the_builtin_locale() throws SQLException {
        int compared = 0;
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT i, lower(chr(i) COLLATE pg_c_utf8), upper(chr(i) COLLATE"
                        + " pg_c_utf8) FROM generate_series(1, 1114111) i WHERE i NOT BETWEEN 55296 AND 57343")) {
            while (found.next()) {
                int point = found.getInt(1);
                if (Character.isDefined(point)) {
                    assertThat(Character.toString(Character.toLowerCase(point)))
                            .as("lower of U+%X", point)
                            .isEqualTo(found.getString(2));
                    assertThat(Character.toString(Character.toUpperCase(point)))
                            .as("upper of U+%X", point)
                            .isEqualTo(found.getString(3));
                    compared++;
                }
            }
        }
        assertThat(compared).isGreaterThan(200_000);
    }

    @Test
    void a_word_that_is_no_column_in_postgresql_is_none_here() throws SQLException {
        var words = new TreeSet<String>();
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT word FROM pg_get_keywords() WHERE catcode IN ('R', 'T')")) {
            while (found.next()) {
                words.add(found.getString(1));
            }
        }
        assertThat(OperandParser.RESERVED).containsAll(words);
    }
}

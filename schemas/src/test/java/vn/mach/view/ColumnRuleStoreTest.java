package vn.mach.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import vn.mach.change.Contract;

/** The rules that make a value coarser do what PostgreSQL's {@code date_trunc} and {@code round} do. */
class ColumnRuleStoreTest {
    private static final long SEED = Long.getLong("mach.seed", 20_250_701);
    private static final int TABLES = 4;
    private static final int ROWS = 500;

    private static EmbeddedPostgres server;
    private static Connection connection;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedPostgres.builder().start();
        connection = server.getPostgresDatabase().getConnection();
        try (var statement = connection.createStatement()) {
            statement.execute("CREATE TYPE kind AS ENUM ('X', 'Y')");
            // A day is cut in UTC whatever the session says.
            statement.execute("SET TimeZone = 'Asia/Ho_Chi_Minh'");
        }
    }

    @AfterAll
    static void stop() throws Exception {
        connection.close();
        server.close();
    }

    @Test
    void truncate_is_date_trunc_and_round_is_round_of_the_number_as_it_is_written() throws SQLException {
        var random = new Random(SEED);
        int compared = 0;
        for (int t = 0; t < TABLES; t++) {
            var table = RandomTable.create("coarse" + t, ROWS, random, connection);
            for (var column : table.columns()) {
                compared += agree(table, column, random);
            }
        }
        System.out.printf("seed %d: %d values truncated or rounded agree with PostgreSQL%n", SEED, compared);
        assertThat(compared).isGreaterThan(50_000);
    }

    private static int agree(RandomTable table, RandomTable.Column column, Random random) throws SQLException {
        var field = table.schema().getField(column.name());
        int compared = 0;
        switch (column.type()) {
            case DATE, TIMESTAMP, LOCAL_TIMESTAMP -> {
                for (var unit : ColumnRule.Truncate.Unit.values()) {
                    var sql = truncated(column, unit.name().toLowerCase(Locale.ROOT));
                    compared += agree(table, field, CoarseValue.truncating(field, unit), sql);
                }
            }
            case INT, LONG, MONEY, BIG, REAL, DOUBLE -> {
                for (int digits : List.of(-18, -9, -3, -2, -1, 0, 1, 2, 3, 9, 18, random.nextInt(37) - 18)) {
                    compared += agree(table, field, CoarseValue.rounding(field, digits), rounded(column, digits));
                }
            }
            default -> {}
        }
        return compared;
    }

    /** Days or microseconds since 1970. */
    private static String truncated(RandomTable.Column column, String unit) {
        var name = column.name();
        return switch (column.type()) {
            case DATE -> "date_trunc('" + unit + "', " + name + "::timestamp)::date - DATE '1970-01-01'";
            case TIMESTAMP -> micros("date_trunc('" + unit + "', " + name + ", 'UTC')");
            default -> micros("date_trunc('" + unit + "', " + name + ")");
        };
    }

    private static String micros(String time) {
        return "(extract(epoch FROM " + time + ") * 1000000)::bigint";
    }

    /** Towards zero where the type cannot hold what PostgreSQL's numeric could. */
    private static String rounded(RandomTable.Column column, int digits) {
        var name = column.name();
        return switch (column.type()) {
            case INT -> fitting(name, digits, "-2147483648", "2147483647");
            case LONG -> fitting(name, digits, "-9223372036854775808", "9223372036854775807");
            case MONEY -> fitting(name, digits, "-99999999.99", "99999999.99");
            case BIG ->
                fitting(
                        name,
                        digits,
                        "-9999999999999999999999999999.9999999999",
                        "9999999999999999999999999999.9999999999");
            case REAL -> "round(" + name + "::text::numeric, " + digits + ")::real";
            default -> "round(" + name + "::text::numeric, " + digits + ")::float8";
        };
    }

    private static String fitting(String name, int digits, String least, String most) {
        var round = "round(" + name + "::numeric, " + digits + ")";
        return "CASE WHEN " + round + " BETWEEN " + least + " AND " + most + " THEN " + round + " ELSE trunc(" + name
                + "::numeric, " + digits + ") END";
    }

    private static int agree(RandomTable table, Schema.Field field, UnaryOperator<Object> rule, String sql)
            throws SQLException {
        var here = new ArrayList<String>();
        for (var row : table.rows()) {
            var value = row.get(field.pos());
            here.add(value == null ? null : comparable(rule.apply(value), field));
        }
        var there = new ArrayList<String>();
        try (var statement = connection.createStatement();
                var found = statement.executeQuery("SELECT " + sql + " FROM " + table.name() + " ORDER BY id")) {
            while (found.next()) {
                there.add(comparable(found.getString(1), field));
            }
        }
        assertThat(here).as("seed %d: %s of %s", SEED, sql, field.name()).isEqualTo(there);
        return here.size();
    }

    private static String comparable(Object value, Schema.Field field) {
        var type = Contract.notNull(field.schema());
        if (value instanceof ByteBuffer unscaled) {
            var bytes = new byte[unscaled.remaining()];
            unscaled.duplicate().get(bytes);
            int scale = ((LogicalTypes.Decimal) type.getLogicalType()).getScale();
            return plain(new BigDecimal(new BigInteger(bytes), scale));
        }
        return value == null ? null : comparable(value.toString(), field);
    }

    /** Numbers by their value, since texts of one number differ. */
    private static String comparable(String text, Schema.Field field) {
        if (text == null) {
            return null;
        }
        return switch (Contract.notNull(field.schema()).getType()) {
            case FLOAT -> Float.toString(Float.parseFloat(text) + 0.0f);
            case DOUBLE -> Double.toString(Double.parseDouble(text) + 0.0);
            default -> plain(new BigDecimal(text));
        };
    }

    private static String plain(BigDecimal number) {
        return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
    }
}

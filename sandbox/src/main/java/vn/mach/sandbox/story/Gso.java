package vn.mach.sandbox.story;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Objects;
import java.util.function.IntConsumer;
import vn.mach.naming.AgencyId;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.database.AgencyDatabase;

/**
 * The statistics office and its table of administrative units, with the units of 2025-03-01. The 2025 re-organisation is
 * SQL on it: 63 provinces become 34, and the districts between province and commune go.
 */
public final class Gso {
    static final int NEW_PROVINCES = 34;
    public static final DatasetId UNITS = DatasetId.parse("gso.administrative-unit");
    static final AgentId AGENT = new AgentId(AgencyId.of("gso"), "statistics");

    private static final String TABLE = """
            create table administrative_unit (
              code text primary key, name text not null, kind text not null, level int not null,
              parent_code text, province_code text not null)""";
    private static final String MERGERS =
            "create table province_merger (old_code text, old_name text, new_code text, new_name text)";

    private final AgencyDatabase database;

    private Gso(AgencyDatabase database) {
        this.database = database;
    }

    public static Gso in(Sandbox sandbox) {
        return new Gso(AgencyDatabase.of(sandbox, "gso"));
    }

    public AgencyDatabase database() {
        return database;
    }

    void prepare() {
        database.ensure(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute(TABLE);
                statement.execute(MERGERS);
            }
            load(connection, "administrative_unit", 6, "administrative-units-2025-03-01.csv");
            load(connection, "province_merger", 4, "province-mergers-2025-07-01.csv");
        });
        database.admitAgent("administrative_unit");
    }

    /** Whether the provinces are still 63. */
    boolean isBefore2025() {
        return provinces() == 63;
    }

    public int provinces() {
        return database.query("select code from administrative_unit where level = 1")
                .size();
    }

    /** The 34 new provinces, a transaction each; {@code afterEach} hears how many are done. What is done stays as it is. */
    public void reorganise(IntConsumer afterEach) {
        var done = 0;
        for (var province : database.query("select distinct new_code from province_merger order by new_code")) {
            var code = Objects.requireNonNull(province.get("new_code")).toString();
            database.transaction(connection -> merge(connection, code));
            afterEach.accept(++done);
        }
    }

    private static void merge(Connection connection, String province) throws SQLException {
        var statements = new String[] {
            "update administrative_unit u set province_code = m.new_code from province_merger m"
                    + " where u.level > 1 and u.province_code = m.old_code and m.new_code = ? and m.old_code <> m.new_code",
            "delete from administrative_unit u using province_merger m"
                    + " where u.level = 1 and u.code = m.old_code and m.new_code = ? and m.old_code <> m.new_code",
            "update administrative_unit u set name = u.kind || ' ' || m.new_name from province_merger m"
                    + " where u.level = 1 and u.code = m.new_code and m.old_code = m.new_code and m.new_code = ?",
            "update administrative_unit set parent_code = province_code where level = 3 and province_code = ?",
            "delete from administrative_unit where level = 2 and province_code = ?"
        };
        for (var sql : statements) {
            try (var statement = connection.prepareStatement(sql)) {
                statement.setString(1, province);
                statement.executeUpdate();
            }
        }
    }

    /** The files quote nothing, so a comma always ends a value; an empty value is NULL. */
    private static void load(Connection connection, String table, int columns, String file) throws SQLException {
        var sql = "insert into " + table + " values (?" + ", ?".repeat(columns - 1) + ")";
        try (var csv = open(file);
                var statement = connection.prepareStatement(sql.replace("?, ?, ?, ?, ?", "?, ?, ?, ?::int, ?"))) {
            for (var line : csv.lines().skip(1).toList()) {
                var values = line.split(",", -1);
                for (int i = 0; i < columns; i++) {
                    statement.setString(i + 1, values[i].isEmpty() ? null : values[i]);
                }
                statement.addBatch();
            }
            statement.executeBatch();
        } catch (IOException e) {
            throw new UncheckedIOException("the sandbox's own data/" + file, e);
        }
    }

    static BufferedReader open(String file) {
        var stream = Objects.requireNonNull(Gso.class.getResourceAsStream("/data/" + file), file);
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }
}

package vn.mach.benchmark.agent;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.mach.naming.AgencyId;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.sandbox.AgentSetup;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.database.AgencyDatabase;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.story.Country;

/** A table of ten columns, about 125 bytes a row as text, its dataset and its agent. */
final class Measurements {
    static final DatasetId DATASET = DatasetId.parse("gso.measurement");
    static final AgentId AGENT = new AgentId(DATASET.agency(), "benchmark");

    private static final String NAME = "measurement";
    private static final String TABLE = """
            create table measurement (
              id bigint primary key, district int not null, kind int not null, counter bigint not null,
              label text not null, note text not null, amount numeric(12,2) not null, measured_at timestamptz not null,
              valid boolean not null, reading double precision not null)""";
    private static final String INSERT = """
            insert into measurement
            select i, i % 713, i % 17, i::bigint * 7919, 'Phường ' || i % 3321, md5(i::text), (i % 1000000) / 100.0,
                   timestamptz '2025-07-01 00:00+07' + i * interval '1 s', i % 10 > 0, sqrt(i)
            from generate_series(?, ?) i""";

    private final AgencyDatabase database;

    private Measurements(AgencyDatabase database) {
        this.database = database;
    }

    static Measurements in(Sandbox sandbox) {
        return new Measurements(AgencyDatabase.of(sandbox, NAME));
    }

    AgencyDatabase database() {
        return database;
    }

    /** Makes the table, empty, and enrols its agent. */
    static AgentSetup enrol(Sandbox sandbox) {
        var database = in(sandbox).database;
        database.ensure(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute(TABLE);
            }
        });
        database.admitAgent(NAME);
        var registry = new Registry(sandbox);
        registry.agency(AgencyId.of("mic"), "Bộ Thông tin và Truyền thông", "ministry");
        registry.agency(DATASET.agency(), "Tổng cục Thống kê", "other");
        registry.dataset(DATASET, "Số đo", "benchmark/" + NAME, List.of("id"), classification());
        var secret = registry.agent(AGENT, List.of(DATASET.slug()));
        return Country.agent(sandbox, AGENT, secret, database, "public." + NAME, DATASET.slug());
    }

    private static Map<String, String> classification() {
        return Stream.of(
                        "id",
                        "district",
                        "kind",
                        "counter",
                        "label",
                        "note",
                        "amount",
                        "measured_at",
                        "valid",
                        "reading")
                .collect(Collectors.toMap(Function.identity(), column -> "basic"));
    }

    /** Inserts rows in transactions of equal size; answers a log position between the last row and its commit. */
    String insert(int rows, int transactions) {
        int each = rows / transactions;
        try (var connection = database.connect()) {
            connection.setAutoCommit(false);
            var position = "";
            for (int i = 0; i < transactions; i++) {
                insert(connection, i * each + 1, (i + 1) * each);
                position = position(connection);
                connection.commit();
            }
            return position;
        } catch (SQLException e) {
            throw new IllegalStateException("the workload itself failed", e);
        }
    }

    private static void insert(Connection connection, int from, int to) throws SQLException {
        try (var statement = connection.prepareStatement(INSERT)) {
            statement.setInt(1, from);
            statement.setInt(2, to);
            statement.executeUpdate();
        }
    }

    private static String position(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("select pg_current_wal_insert_lsn()::text")) {
            row.next();
            return row.getString(1);
        }
    }
}

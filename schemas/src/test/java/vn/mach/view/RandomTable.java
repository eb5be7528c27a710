package vn.mach.view;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** The same rows as a table of PostgreSQL and as records of a contract: columns of every type, in any order. */
record RandomTable(String name, List<Column> columns, Schema schema, List<GenericRecord> rows) {
    record Column(String name, SqlType type) {}

    static RandomTable create(String name, int size, Random random, Connection connection) throws SQLException {
        var columns = columns(random);
        var fields = columns.stream()
                .map(column -> "{\"name\":\"%s\",\"type\":[\"null\",%s],\"default\":null}"
                        .formatted(column.name(), type(column, columns)))
                .collect(Collectors.joining(","));
        var schema = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"Row\",\"namespace\":\"mach.a.b\",\"fields\":["
                        + "{\"name\":\"id\",\"type\":\"long\"}," + fields + "]}");
        var table = new RandomTable(name, columns, schema, new ArrayList<>());
        try (var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE " + name + " (id bigint"
                    + columns.stream()
                            .map(column -> ", " + column.name() + " " + column.type().sql)
                            .collect(Collectors.joining())
                    + ")");
        }
        for (long id = 0; id < size; id++) {
            table.insert(id, random, connection);
        }
        return table;
    }

    private static List<Column> columns(Random random) {
        var columns = new ArrayList<Column>();
        for (var type : SqlType.values()) {
            int count = type == SqlType.TEXT || type == SqlType.BOOL ? 2 : 1 + random.nextInt(2);
            for (int i = 0; i < count; i++) {
                columns.add(new Column("c" + columns.size(), type));
            }
        }
        Collections.shuffle(columns, random);
        return columns;
    }

    /** Avro defines a named type once. */
    private static String type(Column column, List<Column> columns) {
        boolean first = columns.stream()
                .filter(other -> other.type() == column.type())
                .findFirst()
                .orElseThrow()
                .equals(column);
        return column.type() == SqlType.KIND && !first ? "\"Kind\"" : column.type().avro;
    }

    private void insert(long id, Random random, Connection connection) throws SQLException {
        var row = new GenericData.Record(schema);
        row.put("id", id);
        var sql = "INSERT INTO " + name + " VALUES (?"
                + columns.stream()
                        .map(column -> ", CAST(? AS " + column.type().sql.replaceFirst(" COLLATE.*", "") + ")")
                        .collect(Collectors.joining())
                + ")";
        try (var statement = connection.prepareStatement(sql)) {
            statement.setLong(1, id);
            for (int i = 0; i < columns.size(); i++) {
                var column = columns.get(i);
                @Nullable
                String value = random.nextInt(6) == 0 ? null : column.type().value(random);
                statement.setString(i + 2, value);
                if (value != null) {
                    var type =
                            schema.getField(column.name()).schema().getTypes().get(1);
                    row.put(column.name(), column.type().toAvro(value, type));
                }
            }
            statement.executeUpdate();
        }
        rows.add(row);
    }
}

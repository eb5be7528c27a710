package vn.mach.agent.config;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A table and the dataset its rows are.
 *
 * @param table {@code <schema>.<table>}
 * @param dataset the dataset's slug in the agent's agency
 * @param columns contract field to column, where the names differ; a column that is behind no field is not captured
 * @param hash contract fields that leave the host only as a keyed hash of their column
 */
public record TableConfig(
        String table,
        String dataset,
        @Nullable Map<String, String> columns,
        @Nullable List<String> hash) {
    public TableConfig {
        Required.of(table, "table", "write <schema>.<table>");
        var parts = table.split("\\.", -1);
        if (parts.length != 2) {
            throw new IllegalArgumentException("table is '" + table + "': write <schema>.<table>");
        }
        Required.identifier(parts[0], "schema of table " + table);
        Required.identifier(parts[1], "table " + table);
        Required.of(dataset, "dataset", "name the dataset of " + table);
        columns = columns == null ? Map.of() : Map.copyOf(columns);
        columns.forEach((field, column) -> Required.identifier(column, "column of field " + field));
        hash = hash == null ? List.of() : List.copyOf(hash);
        if (new HashSet<>(hash).size() != hash.size()) {
            throw new IllegalArgumentException("hash is " + hash + ": name each field once");
        }
    }

    /** Of which nothing is hashed. */
    public TableConfig(String table, String dataset, @Nullable Map<String, String> columns) {
        this(table, dataset, columns, null);
    }

    @Override
    public Map<String, String> columns() {
        return Objects.requireNonNull(columns);
    }

    @Override
    public List<String> hash() {
        return Objects.requireNonNull(hash);
    }

    public String schema() {
        return table.substring(0, table.indexOf('.'));
    }

    public String name() {
        return table.substring(table.indexOf('.') + 1);
    }

    /** The column behind a field of the contract. */
    public String columnOf(String field) {
        return columns().getOrDefault(field, field);
    }
}

package vn.mach.agent.plan;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import vn.mach.agent.capture.ContractType;
import vn.mach.agent.config.TableConfig;
import vn.mach.change.Contract;

/**
 * A column and the field of the contract it becomes.
 *
 * @param sqlType as the database has it, {@code missing} if it does not
 * @param type in the words of a contract
 * @param classification as the contract says it, {@code -} if it does not
 */
public record FieldPlan(
        String column,
        String sqlType,
        String field,
        String type,
        boolean nullable,
        String classification,
        boolean hashed) {
    static final List<String> TITLES = List.of("column", "SQL type", "field", "contract type", "class", "leaves as");

    /** @param sqlTypes of the columns of the table */
    public static FieldPlan of(TableConfig table, Schema.Field field, Map<String, String> sqlTypes) {
        var column = table.columnOf(field.name());
        var classification = Contract.classification(field);
        return new FieldPlan(
                column,
                sqlTypes.getOrDefault(column, "missing"),
                field.name(),
                ContractType.describe(field.schema()),
                Contract.isNullable(field.schema()),
                classification.isEmpty() ? "-" : classification,
                table.hash().contains(field.name()));
    }

    List<String> cells() {
        return List.of(
                column, sqlType, field, type + (nullable ? " or null" : ""), classification, hashed ? "hash" : "is");
    }

    Map<String, Object> fields() {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("column", column);
        fields.put("sql_type", sqlType);
        fields.put("field", field);
        fields.put("type", type);
        fields.put("nullable", nullable);
        fields.put("classification", classification);
        fields.put("hashed", hashed);
        return fields;
    }
}

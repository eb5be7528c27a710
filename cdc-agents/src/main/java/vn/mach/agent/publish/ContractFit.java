package vn.mach.agent.publish;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.avro.Schema;
import vn.mach.agent.config.TableConfig;
import vn.mach.change.Contract;

/** What a table's entry in the file says, against the contract of its dataset; whatever the database. */
final class ContractFit {
    private static final String SENSITIVE = "sensitive";

    private ContractFit() {}

    /** Each in one line that ends with what to do; empty if the two fit. */
    static List<String> problems(TableConfig table, Contract contract) {
        var problems = new ArrayList<String>();
        for (var field : table.columns().keySet()) {
            if (contract.row().getField(field) == null) {
                problems.add(unknown(table, "columns", field, contract));
            }
        }
        for (var name : table.hash()) {
            var field = contract.row().getField(name);
            if (field == null) {
                problems.add(unknown(table, "hash", name, contract));
            } else if (!isPlainText(Contract.notNull(field.schema()))) {
                problems.add("hash of table " + table.table() + " names " + name + ", which is no plain string in the"
                        + " contract of " + contract.dataset() + "; register a contract in which it is one");
            }
        }
        return problems;
    }

    private static String unknown(TableConfig table, String key, String field, Contract contract) {
        return key + " of table " + table.table() + " names field " + field + ", which the contract of "
                + contract.dataset() + " does not have; name one of "
                + contract.row().getFields().stream().map(Schema.Field::name).toList();
    }

    private static boolean isPlainText(Schema type) {
        return type.getType() == Schema.Type.STRING && type.getLogicalType() == null;
    }

    /** Fields that the contract calls sensitive and that leave the host as they are. */
    static List<String> exposed(TableConfig table, Contract contract) {
        return contract.row().getFields().stream()
                .filter(field -> SENSITIVE.equals(Contract.classification(field).toLowerCase(Locale.ROOT)))
                .map(Schema.Field::name)
                .filter(field -> !table.hash().contains(field))
                .toList();
    }
}

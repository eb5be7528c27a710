package vn.mach.registry.datasets;

import java.util.ArrayList;
import java.util.List;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaIncompatibilityType;
import vn.mach.change.Contract;

/** Whether records of every contract a dataset has had can be read with the next one, and the other way round. */
final class FullTransitive {
    private FullTransitive() {}

    /** What stands against it, each with the number of the earlier contract; empty if nothing does. */
    static List<String> against(List<Contract> history, Contract next) {
        var found = new ArrayList<String>();
        for (int i = 0; i < history.size(); i++) {
            var before = history.get(i);
            if (!before.keySchema().equals(next.keySchema())) {
                found.add("contract " + (i + 1) + ": the key would be another one, and with it every row");
            }
            found.addAll(unreadable("contract " + (i + 1) + " with the new one", before, next));
            found.addAll(unreadable("the new one with contract " + (i + 1), next, before));
        }
        return found;
    }

    private static List<String> unreadable(String what, Contract writer, Contract reader) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader.row(), writer.row())
                .getResult()
                .getIncompatibilities()
                .stream()
                .map(why -> "reading " + what + ": column '" + column(reader, why.getLocation()) + "' "
                        + words(why.getType()))
                .distinct()
                .toList();
    }

    /** @param location such as {@code /fields/3/type/1} */
    private static String column(Contract reader, String location) {
        var steps = location.split("/", -1);
        return reader.row().getFields().get(Integer.parseInt(steps[2])).name();
    }

    private static String words(SchemaIncompatibilityType type) {
        return switch (type) {
            case READER_FIELD_MISSING_DEFAULT_VALUE -> "comes or goes without a default";
            case TYPE_MISMATCH, MISSING_UNION_BRANCH -> "has another type, or may no longer be null";
            case MISSING_ENUM_SYMBOLS -> "has other symbols and no default among them";
            case NAME_MISMATCH -> "has a type of another name";
            case FIXED_SIZE_MISMATCH -> "has another size";
        };
    }
}

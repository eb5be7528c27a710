package vn.mach.registry.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Contract;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Refusal;

/**
 * The body of a change of contract.
 *
 * @param classification of the columns that are new; what a column is cannot become another here
 */
record NewContract(JsonNode contract, @Nullable Map<String, Classification> classification) {
    NewContract {
        Body.required("contract", contract);
        classification = classification == null ? Map.of() : Map.copyOf(classification);
    }

    /** The dataset with the contract, every field of it classified. */
    Dataset of(Dataset now) {
        var next = NewDataset.contractOf(now.id(), contract, now.contract().key());
        var classes = classes(now);
        NewDataset.checkClassified(next.row(), classes);
        return now.with(next, classes);
    }

    private Map<String, Classification> classes(Dataset now) {
        var classes = new TreeMap<>(now.classification());
        classes.keySet().removeIf(column -> !contract.findValuesAsText("name").contains(column));
        Objects.requireNonNullElse(classification, Map.<String, Classification>of())
                .forEach((column, wanted) -> {
                    var known = classes.put(column, wanted);
                    if (known != null && known != wanted) {
                        throw new Refusal.Conflict(
                                "classification-changes",
                                "classification: column '" + column + "' is " + known.code()
                                        + " and views were sealed or shared by it: define another dataset");
                    }
                });
        return classes;
    }

    static boolean isSame(Contract one, Contract other) {
        return one.row().toString().equals(other.row().toString());
    }
}

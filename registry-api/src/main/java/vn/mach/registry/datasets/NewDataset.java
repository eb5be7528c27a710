package vn.mach.registry.datasets;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Contract;
import vn.mach.naming.AgencyId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Refusal;

/**
 * The body of a definition.
 *
 * @param steward who answers for it, such as an office and its address
 * @param refresh how old its newest change should be at most, as far as there are changes
 */
public record NewDataset(
        String slug,
        Title title,
        JsonNode contract,
        List<String> key,
        Map<String, Classification> classification,
        String legalBasis,
        @Nullable Integer partitions,
        @Nullable String steward,
        @Nullable String refresh) {
    private static final int MAX_PARTITIONS = 64;
    private static final Pattern REFRESH = Pattern.compile("P\\d{1,3}[DWMY]|PT\\d{1,4}[SMH]");
    /** Avro properties that name Java classes: a contract has no business choosing what a reader loads. */
    private static final Set<String> CLASS_PROPERTIES =
            Set.of("java-class", "java-key-class", "java-element-class", "java-element");

    public NewDataset {
        slug = Body.text("slug", slug, 31);
        Body.required("title", title);
        Body.required("contract", contract);
        key = List.copyOf(Body.required("key", key));
        classification = Map.copyOf(Body.required("classification", classification));
        legalBasis = Body.text("legalBasis", legalBasis, 500);
        partitions = partitions == null ? Topics.DEFAULT_PARTITIONS : partitions;
        if (partitions < 1 || partitions > MAX_PARTITIONS) {
            throw new Refusal.Invalid("invalid-field", "partitions: 1 to " + MAX_PARTITIONS);
        }
        steward = steward == null ? null : Body.text("steward", steward, 200);
        if (refresh != null && !REFRESH.matcher(refresh).matches()) {
            throw new Refusal.Invalid("invalid-field", "refresh: an ISO period of one unit, such as P1D or PT15M");
        }
    }

    int partitionCount() {
        return partitions == null ? Topics.DEFAULT_PARTITIONS : partitions;
    }

    /** The contract, checked; every field is classified and nothing else is. */
    Contract contractOf(AgencyId agency) {
        var checked = contractOf(DatasetId.of(agency, slug), contract, key);
        checkClassified(checked.row(), classification);
        return checked;
    }

    /** The contract, checked. */
    static Contract contractOf(DatasetId dataset, JsonNode contract, List<String> key) {
        if (CLASS_PROPERTIES.stream().anyMatch(name -> contract.findValue(name) != null)) {
            throw new Refusal.Invalid("illegal-contract", "contract: " + CLASS_PROPERTIES + " are not allowed");
        }
        try {
            return Contract.of(dataset, new Schema.Parser().parse(contract.toString()), key);
        } catch (IllegalArgumentException | AvroRuntimeException e) {
            throw new Refusal.Invalid("illegal-contract", "contract: " + e.getMessage());
        }
    }

    static void checkClassified(Schema row, Map<String, Classification> classification) {
        var fields =
                new TreeSet<>(row.getFields().stream().map(Schema.Field::name).toList());
        var missing = difference(fields, classification.keySet());
        var unknown = difference(classification.keySet(), fields);
        if (!missing.isEmpty()) {
            throw new Refusal.Invalid("unclassified-field", "classification: says nothing of " + missing);
        }
        if (!unknown.isEmpty()) {
            throw new Refusal.Invalid("unknown-field", "classification: the contract has no " + unknown);
        }
    }

    private static List<String> difference(Set<String> all, Set<String> without) {
        return all.stream().filter(name -> !without.contains(name)).sorted().toList();
    }
}

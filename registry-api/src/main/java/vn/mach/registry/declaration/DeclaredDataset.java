package vn.mach.registry.declaration;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.registry.datasets.Classification;
import vn.mach.registry.datasets.Dataset;
import vn.mach.registry.datasets.NewDataset;
import vn.mach.registry.datasets.Title;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.json.Json;

/** @param contract an Avro record, in the form Avro writes it */
record DeclaredDataset(
        String dataset,
        Title title,
        @Nullable String steward,
        @Nullable String refresh,
        String legalBasis,
        @Nullable Integer partitions,
        List<String> key,
        Map<String, Classification> classification,
        JsonNode contract)
        implements Declared {
    DeclaredDataset {
        dataset = DatasetId.parse(Body.required("dataset", dataset)).toString();
        Body.required("title", title);
        Body.required("legal-basis", legalBasis);
        partitions = Objects.requireNonNullElse(partitions, Topics.DEFAULT_PARTITIONS);
        key = List.copyOf(Body.required("key", key));
        classification = Collections.unmodifiableMap(new TreeMap<>(Body.required("classification", classification)));
        contract = canonical(Body.required("contract", contract));
    }

    private static JsonNode canonical(JsonNode contract) {
        try {
            return Json.tree(new Schema.Parser().parse(contract.toString()).toString());
        } catch (AvroRuntimeException e) {
            throw new Refusal.Invalid("illegal-contract", "contract: " + e.getMessage());
        }
    }

    static DeclaredDataset of(Dataset dataset) {
        return new DeclaredDataset(
                dataset.id().toString(),
                dataset.title(),
                dataset.steward(),
                dataset.refresh(),
                dataset.legalBasis(),
                dataset.partitions(),
                dataset.contract().key(),
                dataset.classification(),
                Json.tree(dataset.contract().row().toString()));
    }

    DatasetId datasetId() {
        return DatasetId.parse(dataset);
    }

    NewDataset wanted() {
        return new NewDataset(
                datasetId().slug(), title, contract, key, classification, legalBasis, partitions, steward, refresh);
    }

    @Override
    public String id() {
        return dataset;
    }
}

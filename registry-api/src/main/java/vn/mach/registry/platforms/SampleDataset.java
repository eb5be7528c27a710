package vn.mach.registry.platforms;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import vn.mach.naming.AgencyId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.registry.json.Json;

/** What a trial starts with: construction permits that were never given, and a view of them. No row is of a person. */
final class SampleDataset {
    static final String SLUG = "permit";
    static final String VIEW = "open";
    static final String LEGAL_BASIS = "none: generated for a trial";
    static final int ROWS = 200;
    private static final String WITHDRAWN = "withdrawn";
    static final String CONDITION = "kind <> '" + WITHDRAWN + "'";
    static final List<String> SHOWN = List.of("id", "kind", "ward", "issued_on");

    private static final List<String> KINDS = List.of("house", "shop", "workshop", WITHDRAWN);
    private static final List<String> FAMILY = List.of("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ");
    private static final List<String> GIVEN = List.of("An", "Bình", "Chi", "Dũng", "Hà", "Minh", "Thảo");
    private static final LocalDate FIRST_DAY = LocalDate.parse("2025-01-02");
    private static final int WARDS = 12;

    private SampleDataset() {}

    static DatasetId id(AgencyId agency) {
        return DatasetId.of(agency, SLUG);
    }

    static ViewId view(AgencyId agency) {
        return ViewId.of(id(agency), VIEW);
    }

    static Schema row(AgencyId agency) {
        return SchemaBuilder.record("Row")
                .namespace(id(agency).namespace())
                .fields()
                .requiredString("id")
                .requiredString("kind")
                .requiredString("ward")
                .requiredString("applicant")
                .name("issued_on")
                .type(LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT)))
                .noDefault()
                .endRecord();
    }

    /** The body with which it is defined. */
    static ObjectNode definition(AgencyId agency) {
        var body = Json.MAPPER
                .createObjectNode()
                .put("slug", SLUG)
                .put("legalBasis", LEGAL_BASIS)
                .put("partitions", 1);
        body.putObject("title")
                .put("vi", "Giấy phép xây dựng (dữ liệu mẫu)")
                .put("en", "Construction permits (sample data)");
        body.set("contract", Json.tree(row(agency).toString()));
        body.putArray("key").add("id");
        body.set(
                "classification",
                Json.MAPPER.valueToTree(Map.of(
                        "id",
                        "basic",
                        "kind",
                        "basic",
                        "ward",
                        "basic",
                        "applicant",
                        "personal",
                        "issued_on",
                        "basic")));
        return body;
    }

    /** The body with which its view is defined. */
    static ObjectNode viewDefinition() {
        var body = Json.MAPPER.createObjectNode().put("slug", VIEW).put("condition", CONDITION);
        var columns = body.putArray("columns");
        SHOWN.forEach(column -> columns.addObject().put("column", column).put("rule", "keep"));
        return body;
    }

    /** The same rows each time for the same agency. */
    static List<GenericRecord> rows(AgencyId agency) {
        var schema = row(agency);
        var random = new Random(agency.slug().hashCode());
        return IntStream.rangeClosed(1, ROWS)
                .mapToObj(number -> row(schema, number, random))
                .toList();
    }

    /** How many of them the view's condition admits. */
    static long rowsInView(AgencyId agency) {
        return rows(agency).stream()
                .filter(row -> !row.get("kind").equals(WITHDRAWN))
                .count();
    }

    private static GenericRecord row(Schema schema, int number, Random random) {
        var row = new GenericData.Record(schema);
        row.put("id", "GP-%04d".formatted(number));
        row.put("kind", any(KINDS, random));
        row.put("ward", "ward-%02d".formatted(1 + random.nextInt(WARDS)));
        row.put("applicant", any(FAMILY, random) + " " + any(GIVEN, random));
        row.put(
                "issued_on",
                Math.toIntExact(FIRST_DAY.plusDays(random.nextInt(300)).toEpochDay()));
        return row;
    }

    private static String any(List<String> words, Random random) {
        return words.get(random.nextInt(words.size()));
    }
}

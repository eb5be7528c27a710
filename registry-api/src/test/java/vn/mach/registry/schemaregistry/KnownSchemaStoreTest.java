package vn.mach.registry.schemaregistry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import vn.mach.registry.Country;

class KnownSchemaStoreTest {
    @Test
    void a_subject_gets_a_version_when_its_schema_changes_and_only_then() {
        var country = new Country();
        var one = SchemaBuilder.record("Key").fields().requiredString("id").endRecord();
        var two = SchemaBuilder.record("Key").fields().requiredLong("id").endRecord();

        country.schemas.remember("view.a.b.c-key", 7, one);
        country.schemas.remember("view.a.b.c-key", 7, one);
        country.schemas.remember("view.a.b.c-key", 9, two);

        List<KnownSchema> versions = country.database.read(tx -> new KnownSchemaStore().of(tx, "view.a.b.c-key"));
        assertThat(versions)
                .containsExactly(
                        new KnownSchema("view.a.b.c-key", 1, 7, one.toString()),
                        new KnownSchema("view.a.b.c-key", 2, 9, two.toString()));
        Map<String, String> latest = country.database.read(country.schemas::latest);
        assertThat(latest).containsEntry("view.a.b.c-key", two.toString());
    }
}

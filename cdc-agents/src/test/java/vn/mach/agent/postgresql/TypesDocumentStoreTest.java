package vn.mach.agent.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import vn.mach.agent.config.TableConfig;

/** What docs/types.md says of a type is what an agent does. */
class TypesDocumentStoreTest {
    private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
    private static final Map<String, String> FIELDS = Map.ofEntries(
            Map.entry("boolean", "\"boolean\""),
            Map.entry("int", "\"int\""),
            Map.entry("long", "\"long\""),
            Map.entry("float", "\"float\""),
            Map.entry("double", "\"double\""),
            Map.entry("string", "\"string\""),
            Map.entry("bytes", "\"bytes\""),
            Map.entry("enum", "{\"type\": \"enum\", \"name\": \"E\", \"symbols\": [\"a\"]}"),
            Map.entry("uuid", "{\"type\": \"string\", \"logicalType\": \"uuid\"}"),
            Map.entry(
                    "decimal", "{\"type\": \"bytes\", \"logicalType\": \"decimal\", \"precision\": 38, \"scale\": 9}"),
            Map.entry("date", "{\"type\": \"int\", \"logicalType\": \"date\"}"),
            Map.entry("timestamp-micros", "{\"type\": \"long\", \"logicalType\": \"timestamp-micros\"}"),
            Map.entry("local-timestamp-micros", "{\"type\": \"long\", \"logicalType\": \"local-timestamp-micros\"}"));

    @Test
    void each_documented_type_fits_exactly_the_documented_fields() throws IOException {
        var documented = documented();
        assertThat(documented).hasSizeGreaterThan(35);

        try (var exchange = new Exchange();
                var database = connect(exchange)) {
            exchange.database.sql(
                    "CREATE EXTENSION citext",
                    "CREATE EXTENSION hstore",
                    "CREATE TYPE mood AS ENUM ('happy', 'sad')",
                    "CREATE DOMAIN province AS varchar(30)");
            int number = 0;
            for (var type : documented.entrySet()) {
                var name = "t" + number++;
                exchange.database.table(name, "c " + type.getKey());
                var column = Column.of(database, new TableConfig("public." + name, "types", null))
                        .get(0);

                var fitting = FIELDS.entrySet().stream()
                        .filter(field -> ColumnType.fits(column, new Schema.Parser().parse(field.getValue())))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet());

                assertThat(fitting).as(type.getKey()).isEqualTo(type.getValue());
            }
        }
    }

    private static Database connect(Exchange exchange) {
        return Database.connect(
                exchange.database.config(Map.of("public.x", "xx")).database());
    }

    /** Column type to the words of the fields; none where it is refused. */
    private static Map<String, Set<String>> documented() throws IOException {
        var text = Files.readString(Path.of("../docs/types.md"));
        var section = text.substring(text.indexOf("## PostgreSQL"), text.indexOf("## What may be hashed"));
        var documented = new LinkedHashMap<String, Set<String>>();
        section.lines().filter(line -> line.startsWith("| `")).forEach(line -> {
            var cells = line.split("\\|");
            quoted(cells[1]).forEach(type -> documented.put(type, Set.copyOf(quoted(cells[2]))));
        });
        return documented;
    }

    private static List<String> quoted(String cell) {
        return QUOTED.matcher(cell).results().map(match -> match.group(1)).toList();
    }
}

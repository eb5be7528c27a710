package vn.mach.registry.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.registry.ServedCountry.done;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import vn.mach.registry.ServedCountry;
import vn.mach.registry.agencies.Provinces;

/** Each call in the guide for operators is made as it stands there. */
class AgenciesGuideStoreTest {
    private static final Pattern CALL = Pattern.compile("curl .*-d '(\\{.*})' \\$API(/\\S+)");
    private static final Pattern TABLE = Pattern.compile("```csv\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern QUERY = Pattern.compile("`GET (/(?:agencies|coverage)\\S*)`");

    private final String guide = Files.readString(Path.of("../docs/agencies.md"));

    AgenciesGuideStoreTest() throws IOException {}

    @Test
    void every_call_of_the_guide_is_answered() throws IOException {
        try (var api = new ServedCountry()) {
            var sample = Files.readString(Path.of("../docs/samples/agencies.csv"));
            done(api.operator().post("/api/v1/agencies/import", sample));
            done(api.operator().post("/api/v1/agencies/import", Provinces.table()));

            var calls = CALL.matcher(guide).results().toList();
            assertThat(calls).hasSize(2);
            for (MatchResult call : calls) {
                done(api.operator().post("/api/v1" + call.group(2), call.group(1)));
            }
            var tables = TABLE.matcher(guide).results().toList();
            assertThat(tables).hasSize(1);
            done(api.operator().post("/api/v1/platforms/import", tables.get(0).group(1)));
            var queries = QUERY.matcher(guide).results().toList();
            assertThat(queries).hasSize(3);
            for (MatchResult query : queries) {
                assertThat(done(api.operator().get("/api/v1" + query.group(1)))).isNotEmpty();
            }
        }
    }
}

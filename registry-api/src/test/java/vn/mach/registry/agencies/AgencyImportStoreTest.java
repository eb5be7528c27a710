package vn.mach.registry.agencies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.mach.registry.ServedCountry.done;
import static vn.mach.registry.ServedCountry.refused;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.mach.naming.AgencyId;
import vn.mach.registry.ServedCountry;

class AgencyImportStoreTest {
    private static final String IMPORT = "/api/v1/agencies/import";
    private static final String HEADER = "slug,name,level,code,alias,valid_from,valid_to\n";
    private static final String TWO = HEADER
            + "quang-ninh,Quảng Ninh,province,H49,000.00.00.H49,2020-10-01,\n"
            + "moj,Bộ Tư pháp,ministry,G15,,2020-10-01,2025-02-28\n"
            + "moj,Bộ Tư pháp,ministry,G15.1,,2025-03-01,\n"
            + "archive,Trung tâm lưu trữ,other,,,,\n";

    private final ServedCountry api = new ServedCountry();

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void a_table_enrols_all_its_agencies_and_the_same_table_again_changes_nothing() {
        var first = done(api.operator().post(IMPORT, "\uFEFF" + TWO.replace("\n", "\r\n")));
        assertThat(first.get("enrolled")).hasSize(3);
        assertThat(first.get("codesAdded").asInt()).isEqualTo(3);
        int acts = done(api.operator().get("/api/v1/audit?limit=100")).size();

        var again = done(api.operator().post(IMPORT, TWO));

        assertThat(again.get("enrolled")).isEmpty();
        assertThat(again.get("codesAdded").asInt() + again.get("codesClosed").asInt())
                .isZero();
        assertThat(again.get("unchanged").asInt()).isEqualTo(4);
        assertThat(done(api.operator().get("/api/v1/audit?limit=100"))).hasSize(acts);
    }

    @Test
    void a_table_with_wrong_lines_imports_nothing_and_names_each_of_them() {
        var wrong = TWO + "Hue,Huế,province,H57,,2020-10-01,\n" + "hue,Huế,city,h57,000.H57,soon,2020-01-01\n"
                + "quang-ninh,Quảng Nam,province,,,,\n";

        var problem = refused(api.operator().post(IMPORT, wrong), 400, "csv-invalid");

        assertThat(problem.get("detail").asText())
                .contains("line 6, slug 'Hue'")
                .contains("line 7, level 'city': ministry, province or other")
                .contains("line 7, code 'h57': groups of 0-9 and A-Z")
                .contains("line 7, alias '000.H57'")
                .contains("line 7, valid_from 'soon': a date as 2025-07-01")
                .contains("line 8, name 'Quảng Nam': 'quang-ninh' is 'Quảng Ninh' in line 2")
                .contains("Nothing was imported");
        assertThat(done(api.operator().get("/api/v1/agencies"))).isEmpty();
    }

    @Test
    void a_code_or_alias_names_one_agency_at_a_time() {
        done(api.operator().post(IMPORT, TWO));

        var taken = HEADER + "hanoi,Hà Nội,province,G15,,2024-01-01,\n"
                + "hue,Huế,province,H50,000.00.00.H49,2025-01-01,\n"
                + "da-nang,Đà Nẵng,province,G15,,2025-03-01,\n";
        var detail = refused(api.operator().post(IMPORT, taken), 400, "csv-invalid")
                .get("detail")
                .asText();

        assertThat(detail).contains("line 2, code 'G15': the code or its alias is of agency 'moj'");
        assertThat(detail).contains("line 3, code 'H50': the code or its alias is of agency 'quang-ninh'");
        assertThat(detail)
                .as("closed since")
                .doesNotContain("line 4, code 'G15': the code or its alias is of agency 'moj'");
        var body =
                "{\"slug\":\"hue\",\"name\":\"Huế\",\"level\":\"province\",\"codes\":[{\"code\":\"H49\",\"validFrom\":\"2022-01-01\"}]}";
        refused(api.operator().post("/api/v1/agencies", body), 409, "code-taken");
        assertThat(api.operator().get("/api/v1/agencies/hue").statusCode()).isEqualTo(404);
    }

    @Test
    void the_database_itself_gives_no_code_twice_at_once() {
        done(api.operator().post(IMPORT, TWO));
        var same = new Agency.Code("H49", LocalDate.parse("2023-01-01"), LocalDate.parse("2023-12-31"), null);

        assertThatThrownBy(() -> api.country.database.run(tx -> new AgencyStore().insert(tx, AgencyId.of("moj"), same)))
                .isInstanceOf(UnableToExecuteStatementException.class)
                .hasStackTraceContaining("a_code_names_one_agency_at_a_time");
    }

    @Test
    void an_agency_is_found_by_its_code_or_alias_on_a_day_and_by_level() {
        done(api.operator().post(IMPORT, TWO));
        var reader = api.as("m", "hanoi", "member");

        assertThat(done(reader.get("/api/v1/agencies?code=H49")).at("/0/slug").asText())
                .isEqualTo("quang-ninh");
        assertThat(done(reader.get("/api/v1/agencies?code=000.00.00.H49"))
                        .at("/0/codes/0/alias")
                        .asText())
                .isEqualTo("000.00.00.H49");
        assertThat(done(reader.get("/api/v1/agencies?code=G15"))).as("closed").isEmpty();
        assertThat(done(reader.get("/api/v1/agencies?code=G15&at=2025-02-28"))).hasSize(1);
        assertThat(done(reader.get("/api/v1/agencies?code=H49&at=2020-09-30"))).isEmpty();
        assertThat(done(reader.get("/api/v1/agencies?level=province")).findValuesAsText("slug"))
                .containsExactly("quang-ninh");
        assertThat(done(reader.get("/api/v1/agencies?at=2020-10-01")).findValuesAsText("slug"))
                .containsExactly("moj", "quang-ninh");
        refused(reader.get("/api/v1/agencies?at=soon"), 400, "invalid-field");
        refused(reader.get("/api/v1/agencies?level=city"), 400, "invalid-field");
    }

    @Test
    void a_later_table_may_close_a_code_and_never_reopens_one() {
        done(api.operator().post(IMPORT, TWO));

        var closing = TWO.replace("H49,000.00.00.H49,2020-10-01,", "H49,000.00.00.H49,2020-10-01,2026-06-30");
        assertThat(done(api.operator().post(IMPORT, closing)).get("codesClosed").asInt())
                .isEqualTo(1);

        assertThat(done(api.operator().post(IMPORT, TWO)).get("unchanged").asInt())
                .isEqualTo(4);
        assertThat(done(api.operator().get("/api/v1/agencies/quang-ninh"))
                        .at("/codes/0/validTo")
                        .asText())
                .isEqualTo("2026-06-30");
    }

    @Test
    void the_sample_in_the_documentation_is_a_table_that_is_imported() throws IOException {
        var sample = Files.readString(Path.of("../docs/samples/agencies.csv"));

        assertThat(done(api.operator().post(IMPORT, sample)).get("enrolled")).hasSize(9);
    }

    @Test
    void only_an_operator_imports() {
        refused(api.as("s", "moj", "steward").post(IMPORT, TWO), 403, "role-missing");
    }
}

package vn.mach.registry.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.registry.ServedCountry.done;
import static vn.mach.registry.ServedCountry.refused;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.registry.ServedCountry;
import vn.mach.registry.agencies.Provinces;
import vn.mach.registry.json.Json;

/**
 * The figures that the national platform has told of itself: 27 % of ministries and provinces at the end of 2019, all 22
 * ministries in October 2020, then 61 provinces and 21 ministries. Which agency joined when is made up around them.
 */
class CoverageStoreTest {
    private static final String IMPORT = "/api/v1/platforms/import";
    private static final int MINISTRIES = 22;

    private final ServedCountry api = new ServedCountry();

    @BeforeEach
    void enrol() {
        done(api.operator().post("/api/v1/agencies/import", Provinces.table()));
        var ministries = IntStream.rangeClosed(1, MINISTRIES)
                .mapToObj(number -> "ministry-%d,Bộ %d,ministry,G%02d,,2004-07-08,%n".formatted(number, number, number))
                .collect(Collectors.joining("", "slug,name,level,code,alias,valid_from,valid_to\n", ""));
        done(api.operator().post("/api/v1/agencies/import", ministries));
    }

    @AfterEach
    void close() {
        api.close();
    }

    private static Stream<String> ministries(int from, int to, String state, String since) {
        return IntStream.rangeClosed(from, to).mapToObj(number -> "ministry-" + number + ",own," + state + "," + since);
    }

    private static Stream<String> provinces(int from, int to, String since) {
        return Provinces.slugs().stream()
                .skip(from - 1)
                .limit(to - from + 1)
                .map(slug -> slug + ",hosted,connected," + since);
    }

    private static String series() {
        return Stream.of(
                        ministries(1, 10, "connected", "2019-06-30"),
                        provinces(1, 13, "2019-12-31"),
                        ministries(11, MINISTRIES, "connected", "2020-10-05"),
                        provinces(14, 61, "2021-05-04"),
                        ministries(MINISTRIES, MINISTRIES, "suspended", "2021-06-01"))
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n", "agency,kind,state,since\n", "\n"));
    }

    private JsonNode level(String level, String at) {
        for (var share : done(api.as("m", "moj", "member").get("/api/v1/coverage?at=" + at))
                .get("levels")) {
            if (share.get("level").asText().equals(level)) {
                return share;
            }
        }
        throw new AssertionError("no level " + level);
    }

    private void assertShare(String at, String level, int joined, int agencies) {
        var share = level(level, at);
        assertThat(share.get("joined").asInt()).as(at + " " + share).isEqualTo(joined);
        assertThat(share.get("agencies").asInt()).as(at + " " + share).isEqualTo(agencies);
    }

    @Test
    void the_national_series_is_imported_and_read_back() {
        var imported = done(api.operator().post(IMPORT, series()));
        assertThat(imported.get("platforms").asInt()).isEqualTo(83);
        assertThat(imported.get("states").asInt()).isEqualTo(84);

        assertShare("2019-12-31", "all", 23, 85);
        assertThat(level("all", "2019-12-31").get("percent").decimalValue()).isEqualByComparingTo("27.1");
        assertShare("2019-12-30", "all", 10, 85);
        assertShare("2020-10-31", "ministry", 22, 22);
        assertThat(level("ministry", "2020-10-31").get("percent").decimalValue())
                .isEqualByComparingTo("100");
        assertShare("2021-12-31", "province", 61, 63);
        assertShare("2021-12-31", "ministry", 21, 22);
        assertShare("2018-12-31", "all", 0, 85);
    }

    @Test
    void the_same_table_again_changes_nothing() {
        done(api.operator().post(IMPORT, series()));

        var again = done(api.operator().post(IMPORT, series()));

        assertThat(again.get("states").asInt()).isZero();
        assertThat(again.get("platforms").asInt()).isZero();
        assertThat(again.get("unchanged").asInt()).isEqualTo(84);
    }

    @Test
    void coverage_over_time_has_a_point_at_the_end_of_each_year_or_month() {
        done(api.operator().post(IMPORT, series()));

        var years = done(api.operator().get("/api/v1/coverage/history?from=2019-01-01&to=2021-12-31&every=year"));
        var months = done(api.operator().get("/api/v1/coverage/history?from=2020-09-15&to=2020-11-10"));

        assertThat(years.findValuesAsText("at")).containsExactly("2019-12-31", "2020-12-31", "2021-12-31");
        assertThat(IntStream.range(0, 3)
                        .map(i -> years.at("/" + i + "/levels/3/joined").asInt()))
                .containsExactly(23, 35, 82);
        assertThat(months.findValuesAsText("at")).containsExactly("2020-09-30", "2020-10-31", "2020-11-10");
        refused(api.operator().get("/api/v1/coverage/history?every=day"), 400, "invalid-field");
        refused(api.operator().get("/api/v1/coverage/history?from=2026-01-01&to=2020-01-01"), 400, "invalid-field");
    }

    @Test
    void agencies_that_ended_are_counted_until_they_did() {
        done(api.operator().post(IMPORT, series()));

        Provinces.mergers()
                .forEach((into, from) -> done(api.operator()
                        .post(
                                "/api/v1/agencies/mergers",
                                Json.text(java.util.Map.of(
                                        "from",
                                        from,
                                        "into",
                                        into,
                                        "on",
                                        "2025-07-01",
                                        "legalBasis",
                                        "202/2025/QH15")))));

        assertShare("2025-06-30", "province", 61, 63);
        assertThat(level("province", "2025-07-01").get("agencies").asInt()).isEqualTo(34);
    }

    @Test
    void a_successor_is_joined_by_the_platform_of_an_agency_that_ended_in_it() {
        done(api.operator().post(IMPORT, "agency,kind,state,since\nha-giang,own,connected,2020-01-01\n"));

        done(
                api.operator()
                        .post(
                                "/api/v1/agencies/mergers",
                                "{\"from\":[\"ha-giang\"],\"into\":\"tuyen-quang\",\"on\":\"2025-07-01\",\"legalBasis\":\"l\"}"));

        assertShare("2025-06-30", "province", 1, 63);
        assertShare("2025-07-01", "province", 1, 62);
    }

    @Test
    void a_table_with_a_wrong_line_imports_nothing() {
        var wrong = "agency,kind,state,since\nhue,own,connected,2019-01-01\nhue,own,provisioned,2020-01-01\n"
                + "nowhere,own,connected,2020-01-01\nha-noi,trial,joined,2020-01-01\nca-mau,own,connected,2030-01-01\n";

        var detail = refused(api.operator().post(IMPORT, wrong), 400, "csv-invalid")
                .get("detail")
                .asText();

        assertThat(detail).contains("line 5, kind 'trial'").contains("line 5, state 'joined'");
        var second = refused(api.operator().post(IMPORT, wrong.replaceAll("ha-noi.*\n", "")), 400, "csv-invalid");
        assertThat(second.get("detail").asText())
                .contains("line 4, agency 'nowhere': is not enrolled")
                .contains("line 3, state 'provisioned': it is connected before")
                .contains("Nothing was imported");
        assertThat(done(api.operator().get("/api/v1/platforms"))).isEmpty();
    }
}

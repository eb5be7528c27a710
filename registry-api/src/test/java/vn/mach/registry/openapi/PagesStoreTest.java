package vn.mach.registry.openapi;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.registry.PersonApi.ID_AND_PROVINCE;
import static vn.mach.registry.PersonApi.NAMES;
import static vn.mach.registry.PersonApi.ok;
import static vn.mach.registry.PersonApi.refused;
import static vn.mach.registry.PersonApi.texts;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.registry.PersonApi;
import vn.mach.registry.http.TestClient;

/** A list is read page by page, and every page holds what its reader may see and nothing else. */
class PagesStoreTest {
    private static final Pattern NEXT = Pattern.compile("<(.*)>; rel=\"next\"");

    private final PersonApi api = new PersonApi();

    @BeforeEach
    void several_of_each() {
        for (int i = 1; i <= 3; i++) {
            api.view("shared-" + i, "", "province_code = '0" + i + "'", ID_AND_PROVINCE);
            api.view("for-hanoi-" + i, "hanoi", "", NAMES);
            api.view("for-hue-" + i, "hue", "", NAMES);
            api.granted("moj.person.shared-" + i, api.hanoi(), "hanoi");
            api.granted("moj.person.for-hanoi-" + i, api.hanoi(), "hanoi");
            api.granted("moj.person.for-hue-" + i, api.hue(), "hue");
            ok(api.hanoi().post("/api/v1/agencies/hanoi/accounts", "{\"name\":\"more-" + i + "\"}"));
        }
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private static List<String> pages(TestClient who, String list, String field, int limit) {
        var all = new ArrayList<String>();
        var next = list + (list.contains("?") ? "&" : "?") + "limit=" + limit;
        while (!next.isEmpty()) {
            var answer = who.get(next);
            var page = texts(ok(answer), field);
            assertThat(page).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page);
            var link = NEXT.matcher(answer.headers().firstValue("Link").orElse(""));
            next = link.matches() ? link.group(1) : "";
        }
        return all;
    }

    @Test
    void the_pages_of_a_list_are_the_list_whatever_their_size() {
        var lists = List.of(
                List.of("/api/v1/agencies", "slug"),
                List.of("/api/v1/datasets", "dataset"),
                List.of("/api/v1/views", "view"),
                List.of("/api/v1/requests", "id"),
                List.of("/api/v1/grants", "id"));
        for (var list : lists) {
            for (var who : List.of(api.operator(), api.moj(), api.hanoi(), api.hue())) {
                var whole = texts(ok(who.get(list.get(0))), list.get(1));
                assertThat(whole).as(list.get(0)).isNotEmpty().doesNotHaveDuplicates();
                for (int limit : List.of(1, 2, whole.size(), 1_000)) {
                    assertThat(pages(who, list.get(0), list.get(1), limit))
                            .as(list.get(0) + " by " + limit)
                            .isEqualTo(whole);
                }
            }
        }
        assertThat(pages(api.hanoi(), "/api/v1/agencies/hanoi/accounts", "account", 3))
                .containsExactly("hanoi.more-1", "hanoi.more-2", "hanoi.more-3", "hanoi.reader");
    }

    @Test
    void a_page_holds_what_its_reader_may_see() {
        assertThat(pages(api.hue(), "/api/v1/grants", "view", 2))
                .containsExactlyInAnyOrder("moj.person.for-hue-1", "moj.person.for-hue-2", "moj.person.for-hue-3");
        assertThat(pages(api.hue(), "/api/v1/requests", "account", 2))
                .hasSize(3)
                .containsOnly("hue.reader");
        assertThat(pages(api.hanoi(), "/api/v1/views", "view", 4)).hasSize(6).noneMatch(view -> view.contains("hue"));
        assertThat(pages(api.moj(), "/api/v1/grants", "id", 4)).hasSize(9);
        assertThat(pages(api.as("x", "danang", "steward", "member"), "/api/v1/views", "view", 4))
                .hasSize(3);
        assertThat(pages(api.as("x", "danang", "steward", "member"), "/api/v1/grants", "id", 4))
                .isEmpty();
    }

    @Test
    void the_link_keeps_what_was_asked_for() {
        var answer = api.operator().get("/api/v1/agencies?level=other&limit=1");

        assertThat(answer.headers().firstValue("Link").orElse(""))
                .isEqualTo("</api/v1/agencies?level=other&limit=1&after=hanoi>; rel=\"next\"");
        assertThat(pages(api.operator(), "/api/v1/agencies?level=province", "slug", 1))
                .isEmpty();
    }

    @Test
    void a_limit_or_a_place_that_cannot_be_is_refused() {
        for (var query : List.of("limit=0", "limit=1001", "limit=-1", "limit=x", "after=")) {
            refused(api.operator().get("/api/v1/views?" + query), 400, "invalid-field");
        }
        refused(api.operator().get("/api/v1/grants?after=hanoi"), 400, "invalid-field");
    }
}

package vn.mach.registry.declaration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import vn.mach.registry.ServedCountry;

/** What an export says is what there is: over countries that are drawn, through HTTP on a real database. */
class ExportStoreTest {
    private static final AtomicInteger VIEWS = new AtomicInteger();
    private static final AtomicInteger GRANTS = new AtomicInteger();

    @Property(tries = 10, shrinking = ShrinkingMode.OFF)
    void an_export_applied_changes_nothing_here_and_makes_the_same_elsewhere(@ForAll Random random) {
        try (var here = new ServedCountry();
                var elsewhere = new ServedCountry()) {
            var country = new GeneratedCountry(here, random);
            VIEWS.addAndGet(country.views());
            GRANTS.addAndGet(country.grants());
            var yaml = export(here);
            var acts = audited(here);

            assertThat(export(here)).isEqualTo(yaml);
            assertThat(ServedCountry.done(here.operator().post("/api/v1/plan", yaml))
                            .get("differences"))
                    .isEmpty();
            assertThat(ServedCountry.done(here.operator().post("/api/v1/apply", yaml))
                            .get("differences"))
                    .isEmpty();
            assertThat(export(here)).isEqualTo(yaml);
            assertThat(audited(here)).isEqualTo(acts);

            var withoutGrants = yaml.substring(0, yaml.indexOf("\ngrants:") + 1);
            ServedCountry.done(elsewhere.operator().post("/api/v1/apply", withoutGrants));
            assertThat(export(elsewhere)).isEqualTo(withoutGrants + "grants: []\n");
        }
    }

    @AfterContainer
    static void something_was_compared() {
        assertThat(VIEWS.get()).isGreaterThan(10);
        assertThat(GRANTS.get()).isGreaterThan(5);
    }

    private static String export(ServedCountry api) {
        var answer = api.operator().get("/api/v1/export");
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static String audited(ServedCountry api) {
        return api.operator().get("/api/v1/audit/export").body();
    }
}

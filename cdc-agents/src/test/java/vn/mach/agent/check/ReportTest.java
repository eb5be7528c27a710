package vn.mach.agent.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import vn.mach.agent.progress.AgentFailure;

class ReportTest {
    private static final Finding FINE = Finding.ok("wal_level", "has wal_level=logical");
    private static final Finding MEAGRE = Finding.warn("clock", "7000 ms ahead", "synchronise");
    private static final Finding WRONG = Finding.fail("publication", "has none", "make one");

    @Test
    void the_table_is_aligned_and_each_remedy_is_below() {
        assertThat(new Report("moj.civil", List.of(FINE, MEAGRE, WRONG)).text().lines())
                .containsExactly(
                        "OK    wal_level    has wal_level=logical",
                        "WARN  clock        7000 ms ahead",
                        "                   -> synchronise",
                        "FAIL  publication  has none",
                        "                   -> make one",
                        "",
                        "agent moj.civil: 1 OK, 1 WARN, 1 FAIL");
    }

    @Test
    void only_a_failure_ends_with_1() {
        assertThat(new Report("moj.civil", List.of(FINE, MEAGRE)).exitCode()).isZero();
        assertThat(new Report("moj.civil", List.of(FINE, WRONG)).exitCode()).isEqualTo(1);
    }

    @Test
    void what_is_not_well_has_a_remedy() {
        assertThatThrownBy(() -> Finding.fail("clock", "wrong", "")).hasMessage("clock has no remedy");
        assertThat(Finding.of("slot", new AgentFailure.Gap("slot s is gone: lost"))
                        .remedy())
                .startsWith("ask for a resync");
        assertThat(Finding.of("slot", new AgentFailure.Misconfigured("slot s exists: drop it"))
                        .remedy())
                .isEqualTo("drop it");
    }
}

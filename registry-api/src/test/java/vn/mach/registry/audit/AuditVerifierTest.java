package vn.mach.registry.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AuditVerifierTest {
    private static final int ENTRIES = 40;

    private final List<String> log = new ArrayList<>();
    private String head = "";

    AuditVerifierTest() {
        var prev = AuditChain.GENESIS;
        for (int seq = 1; seq <= ENTRIES; seq++) {
            Map<String, Object> details =
                    Map.of("reason", "Nghị định \"47\"", "position", (long) seq, "until", List.of("2026-12-31", true));
            var entry = AuditChain.link(
                    seq,
                    Instant.parse("2026-03-01T02:00:00.000001Z").plusSeconds(seq),
                    new Actor("op", "mic"),
                    "grant.revoke",
                    "grant " + seq,
                    "done",
                    details,
                    prev);
            log.add(AuditChain.exported(entry));
            prev = entry.hash();
            head = seq + " " + prev;
        }
    }

    private static Optional<String> wrong(List<String> lines, String anchor) {
        var verifier = new AuditVerifier(anchor);
        for (var line : lines) {
            var wrong = verifier.line(line);
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return verifier.end();
    }

    private static Optional<String> wrong(List<String> lines) {
        return wrong(lines, null);
    }

    @Test
    void a_log_holds_and_so_does_its_beginning() {
        assertThat(wrong(log)).isEmpty();
        assertThat(wrong(log, head)).isEmpty();
        assertThat(wrong(log.subList(0, 7))).isEmpty();
        assertThat(wrong(List.of())).isEmpty();
    }

    @Test
    void any_character_that_was_changed_is_told_with_its_entry() {
        var random = new Random(20251125);
        for (int i = 0; i < 2_000; i++) {
            int at = random.nextInt(ENTRIES);
            var line = new StringBuilder(log.get(at));
            int place = random.nextInt(line.length());
            char changed = (char) (' ' + random.nextInt(95));
            if (changed == line.charAt(place)) {
                continue;
            }
            line.setCharAt(place, changed);
            var tampered = new ArrayList<>(log);
            tampered.set(at, line.toString());

            assertThat(wrong(tampered)).as(line.toString()).hasValueSatisfying(told -> assertThat(told)
                    .contains("entry "));
        }
    }

    @Test
    void space_that_json_allows_is_a_change_too() {
        var tampered = new ArrayList<>(log);
        tampered.set(4, tampered.get(4).replace(",\"object\"", ", \"object\""));

        assertThat(wrong(tampered)).hasValue("entry 5 is not what was written");
    }

    @Test
    void a_missing_entry_is_named() {
        for (int at = 0; at < ENTRIES - 1; at++) {
            var tampered = new ArrayList<>(log);
            tampered.remove(at);

            assertThat(wrong(tampered))
                    .hasValue("entry " + (at + 1) + " is missing: entry " + (at + 2) + " follows entry " + at);
        }
    }

    @Test
    void entries_that_changed_places_are_named() {
        var tampered = new ArrayList<>(log);
        tampered.set(9, log.get(10));
        tampered.set(10, log.get(9));

        assertThat(wrong(tampered)).hasValue("entry 10 is missing: entry 11 follows entry 9");
    }

    @Test
    void an_entry_that_was_written_anew_with_its_hash_does_not_hold_with_its_neighbours() {
        var forged = AuditChain.link(
                10, Instant.EPOCH, new Actor("x", "mic"), "a", "b", "done", Map.of(), AuditChain.GENESIS);
        var tampered = new ArrayList<>(log);
        tampered.set(9, AuditChain.exported(forged));

        assertThat(wrong(tampered)).hasValue("entry 10 does not follow entry 9: one of the two was replaced");
    }

    @Test
    void a_tail_that_was_cut_off_is_seen_by_the_anchor_alone() {
        assertThat(wrong(log.subList(0, ENTRIES - 1))).isEmpty();
        assertThat(wrong(log.subList(0, ENTRIES - 1), head)).hasValueSatisfying(told -> assertThat(told)
                .startsWith("the log ends with entry 39 and does not hold"));
    }
}

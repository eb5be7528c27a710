package vn.mach.registry.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import vn.mach.registry.Country;
import vn.mach.registry.db.Database;
import vn.mach.registry.db.TestDatabase;
import vn.mach.registry.http.Refusal;

class AuditStoreTest {
    private final Database database = TestDatabase.fresh();
    private final AuditLog audit = new AuditLog(database, Clock.systemUTC());

    private void act(String object) {
        database.run(tx -> audit.record(tx, Country.MOJ, "test.act", object, Map.of("b", 1, "a", List.of("x", "y"))));
    }

    @Test
    void the_chain_holds_from_the_first_entry_to_the_last() {
        act("one");
        act("hai ☂");
        audit.refused(Country.HANOI, "POST /api/v1/x", new Refusal.Forbidden("not-yours", "no"));

        assertThat(audit.firstBroken()).isEmpty();
        assertThat(latest(10)).extracting(AuditEntry::seq).containsExactly(3L, 2L, 1L);
        assertThat(latest(1).get(0).outcome()).isEqualTo("refused:not-yours");
        assertThat(latest(3).get(2).prev()).isEqualTo(AuditChain.GENESIS);
    }

    @Test
    void acts_at_the_same_time_stand_one_after_the_other() {
        var acts = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.runAsync(() -> act("object " + i)))
                .toList();
        acts.forEach(CompletableFuture::join);

        assertThat(audit.firstBroken()).isEmpty();
        assertThat(latest(100)).hasSize(20);
    }

    @Test
    void an_act_that_fails_leaves_no_entry_and_no_gap() {
        act("one");
        assertThatThrownBy(() -> database.run(tx -> {
                    audit.record(tx, Country.MOJ, "test.act", "undone", Map.of());
                    throw new Refusal.Conflict("x", "y");
                }))
                .isInstanceOf(Refusal.Conflict.class);
        act("two");

        assertThat(latest(10)).extracting(AuditEntry::object).containsExactly("two", "one");
        assertThat(audit.firstBroken()).isEmpty();
    }

    @Test
    void the_database_refuses_to_change_or_remove_an_entry() {
        act("one");

        for (var sql : List.of("UPDATE audit SET object = 'x'", "DELETE FROM audit", "TRUNCATE audit")) {
            assertThatThrownBy(() -> database.run(tx -> tx.execute(sql))).hasMessageContaining("append-only");
        }
    }

    @Test
    void a_change_by_someone_who_can_disable_triggers_is_found() {
        act("one");
        act("two");
        act("three");
        database.run(tx -> {
            tx.execute("ALTER TABLE audit DISABLE TRIGGER audit_append_only");
            tx.execute("UPDATE audit SET object = 'changed' WHERE seq = 2");
        });

        assertThat(audit.firstBroken()).hasValue(2);
    }

    @Test
    void a_removed_entry_is_found() {
        act("one");
        act("two");
        act("three");
        database.run(tx -> {
            tx.execute("ALTER TABLE audit DISABLE TRIGGER audit_append_only");
            tx.execute("DELETE FROM audit WHERE seq = 2");
        });

        assertThat(audit.firstBroken()).hasValue(2);
    }

    private List<AuditEntry> latest(int limit) {
        return audit.found(new AuditSearch(limit, null, null, null, null, null, null, null, null));
    }

    @Test
    void an_export_holds_by_itself() {
        act("một");
        audit.refused(Country.HANOI, "POST /api/v1/x", new Refusal.Forbidden("not-yours", "no"));
        act("three");
        var verifier = new AuditVerifier(null);

        audit.export(line -> assertThat(verifier.line(line)).isEmpty());

        assertThat(verifier.entries()).isEqualTo(3);
        assertThat(verifier.end()).isEmpty();
    }

    @Test
    void entries_are_found_by_who_what_and_outcome() {
        act("one");
        audit.refused(Country.HANOI, "POST /api/v1/x", new Refusal.Forbidden("not-yours", "no"));
        act("three");

        assertThat(found("moj-steward", null, null)).containsExactly("three", "one");
        assertThat(found(null, "test", null)).containsExactly("three", "one");
        assertThat(found(null, "test.act", null)).hasSize(2);
        assertThat(found(null, "tes", null)).isEmpty();
        assertThat(found(null, null, "refused")).containsExactly("/api/v1/x");
        assertThat(found(null, null, "refused:not-yours")).hasSize(1);
        var page = new AuditSearch(1, 3L, null, "moj", null, null, null, null, null);
        assertThat(audit.found(page)).extracting(AuditEntry::object).containsExactly("one");
    }

    private List<String> found(@Nullable String subject, @Nullable String action, @Nullable String outcome) {
        return audit.found(new AuditSearch(100, null, subject, null, action, null, outcome, null, null)).stream()
                .map(AuditEntry::object)
                .toList();
    }
}

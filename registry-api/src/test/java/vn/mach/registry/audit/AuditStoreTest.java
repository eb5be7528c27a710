package vn.mach.registry.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
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
        assertThat(audit.latest(10)).extracting(AuditEntry::seq).containsExactly(3L, 2L, 1L);
        assertThat(audit.latest(1).get(0).outcome()).isEqualTo("refused:not-yours");
        assertThat(audit.latest(3).get(2).prev()).isEqualTo(AuditChain.GENESIS);
    }

    @Test
    void acts_at_the_same_time_stand_one_after_the_other() {
        var acts = IntStream.range(0, 20)
                .mapToObj(i -> CompletableFuture.runAsync(() -> act("object " + i)))
                .toList();
        acts.forEach(CompletableFuture::join);

        assertThat(audit.firstBroken()).isEmpty();
        assertThat(audit.latest(100)).hasSize(20);
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

        assertThat(audit.latest(10)).extracting(AuditEntry::object).containsExactly("two", "one");
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
}

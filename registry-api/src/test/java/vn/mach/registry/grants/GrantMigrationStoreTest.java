package vn.mach.registry.grants;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.flywaydb.core.Flyway;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import vn.mach.registry.db.Database;
import vn.mach.registry.db.TestDatabase;

/** What was granted and asked for before grants could be suspended is what it was. */
class GrantMigrationStoreTest {
    private static final List<String> BEFORE = List.of(
            "INSERT INTO agencies VALUES ('moj', 'moj', 'other', now()), ('hanoi', 'hanoi', 'other', now())",
            "INSERT INTO datasets VALUES ('moj.person', 'moj', '{}', 'the contract', '[]', '{}', 'a law', 6, now())",
            "INSERT INTO views VALUES ('moj.person.all', 'moj.person', null, 1, 1, 'OPEN', false, null, '', '[]', '[]', 'f',"
                    + " false, now())",
            "INSERT INTO accounts SELECT 'hanoi.a' || n, 'hanoi', 'active', 'v', now() FROM generate_series(1, 4) n",
            "INSERT INTO requests SELECT gen_random_uuid(), 'moj.person.all', id, 'p', 'l', '2030-01-01', 'c', 'approved',"
                    + " 's', '2026-03-01T00:00:00Z' FROM accounts",
            "INSERT INTO grants (id, request, view, sealed, account, valid_until, state, ending, granted_at)"
                    + " SELECT gen_random_uuid(), r.id, r.view, false, account, '2030-01-01', s.state, s.ending, now()"
                    + " FROM requests r JOIN (VALUES ('hanoi.a1', 'active', null), ('hanoi.a2', 'revoking', 'revoked'),"
                    + " ('hanoi.a3', 'revoking', 'expired'), ('hanoi.a4', 'expired', 'expired')) s (a, state, ending)"
                    + " ON a = account");

    @Test
    void grants_that_are_being_ended_end_as_they_would_have() {
        var source = TestDatabase.empty();
        Flyway.configure().dataSource(source).target("1").load().migrate();
        Jdbi.create(source).useHandle(handle -> BEFORE.forEach(handle::execute));

        var database = Database.over(source);

        var grants = database.read(new GrantStore()::all);
        assertThat(grants)
                .extracting(
                        grant -> grant.account().name() + " " + grant.state().code())
                .containsExactlyInAnyOrder("a1 active", "a2 revoking", "a3 expiring", "a4 expired");
        var due = database.read(tx -> tx.createQuery("SELECT DISTINCT due_at::text || ' ' || dataset FROM requests")
                .mapTo(String.class)
                .list());
        assertThat(due).singleElement().asString().startsWith("2026-03-03").endsWith("moj.person");
        var contracts = database.read(tx -> tx.createQuery("SELECT contract FROM contracts WHERE number = 1")
                .mapTo(String.class)
                .list());
        assertThat(contracts).containsExactly("the contract");
    }
}

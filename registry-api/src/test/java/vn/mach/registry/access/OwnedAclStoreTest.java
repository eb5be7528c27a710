package vn.mach.registry.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.apache.kafka.common.acl.AclBinding;
import org.junit.jupiter.api.Test;
import vn.mach.naming.AccountId;
import vn.mach.naming.ViewId;
import vn.mach.registry.db.Database;
import vn.mach.registry.db.TestDatabase;

class OwnedAclStoreTest {
    private final Database database = TestDatabase.fresh();
    private final OwnedAclStore store = new OwnedAclStore();
    private final Set<AclBinding> bindings =
            AclRules.of(AccountId.parse("hanoi.reader"), ViewId.parse("moj.person.hanoi"));

    @Test
    void bindings_come_back_as_they_were_added_once() {
        database.run(tx -> store.add(tx, bindings));
        database.run(tx -> store.add(tx, bindings));

        assertThat(database.read(store::all)).isEqualTo(bindings);
    }

    @Test
    void a_binding_asked_for_just_now_stays_owned_since_kafka_may_still_make_it() {
        database.run(tx -> store.add(tx, bindings));

        database.run(tx -> store.removeSettled(tx, bindings));

        assertThat(database.read(store::all)).isEqualTo(bindings);
    }

    @Test
    void a_binding_asked_for_long_ago_is_forgotten_and_asking_again_makes_it_young() {
        database.run(tx -> store.add(tx, bindings));
        database.run(tx -> tx.execute("UPDATE owned_acl SET asked_at = now() - interval '3 minutes'"));
        database.run(tx -> store.removeSettled(tx, bindings));
        assertThat(database.read(store::all)).isEmpty();

        database.run(tx -> store.add(tx, bindings));
        database.run(tx -> tx.execute("UPDATE owned_acl SET asked_at = now() - interval '3 minutes'"));
        database.run(tx -> store.add(tx, bindings));
        database.run(tx -> store.removeSettled(tx, bindings));
        assertThat(database.read(store::all)).isEqualTo(bindings);
    }
}

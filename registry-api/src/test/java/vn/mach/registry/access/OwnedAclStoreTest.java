package vn.mach.registry.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import vn.mach.naming.AccountId;
import vn.mach.naming.ViewId;
import vn.mach.registry.db.TestDatabase;

class OwnedAclStoreTest {
    @Test
    void bindings_come_back_as_they_were_added_and_go_when_removed() {
        var database = TestDatabase.fresh();
        var store = new OwnedAclStore();
        var bindings = AclRules.of(AccountId.parse("hanoi.reader"), ViewId.parse("moj.person.hanoi"));

        database.run(tx -> store.add(tx, bindings));
        database.run(tx -> store.add(tx, bindings));
        assertThat(database.read(store::all)).isEqualTo(bindings);

        database.run(tx -> store.remove(tx, bindings));
        assertThat(database.read(store::all)).isEmpty();
    }
}

package vn.mach.registry.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import vn.mach.connection.Secret;
import vn.mach.naming.AccountId;
import vn.mach.registry.Country;
import vn.mach.registry.TestAgencies;
import vn.mach.registry.http.Refusal;

class AccountStoreTest {
    private static final AccountId READER = AccountId.parse("hanoi.reader");
    private final Country country = new Country();

    @BeforeEach
    void enrol() {
        TestAgencies.enrol(country, "hanoi");
    }

    @Test
    void the_secret_goes_to_kafka_and_only_its_verifier_stays() {
        var secret = country.accounts.create(Country.HANOI, READER);

        assertThat(secret.value()).hasSizeGreaterThanOrEqualTo(24);
        assertThat(country.kafkaUsers).isEqualTo(Map.of("hanoi.reader", secret));
        List<String> stored = country.database.read(tx -> tx.createQuery("SELECT verifier FROM accounts")
                .mapTo(String.class)
                .list());
        assertThat(stored).hasSize(1).noneMatch(verifier -> verifier.contains(secret.value()));
        assertThat(country.database.read(country.accounts::all)).allMatch(Account::ready);
    }

    @Test
    void the_right_secret_and_no_other_authenticates_the_account() {
        var secret = country.accounts.create(Country.HANOI, READER);

        assertThat(country.accounts.authenticate("hanoi.reader", secret)).hasValue(READER);
        assertThat(country.accounts.authenticate("hanoi.reader", secret)).hasValue(READER);
        assertThat(country.accounts.authenticate("hanoi.reader", new Secret("wrong")))
                .isEmpty();
        assertThat(country.accounts.authenticate("hanoi.other", secret)).isEmpty();
    }

    @Test
    void after_a_rotation_the_old_secret_is_nobodys_at_once() {
        var old = country.accounts.create(Country.HANOI, READER);
        country.accounts.authenticate("hanoi.reader", old);

        var rotated = country.accounts.rotate(Country.HANOI, READER);

        assertThat(country.accounts.authenticate("hanoi.reader", old)).isEmpty();
        assertThat(country.accounts.authenticate("hanoi.reader", rotated)).hasValue(READER);
    }

    @Test
    void a_name_is_given_once_and_only_by_its_agency() {
        country.accounts.create(Country.HANOI, READER);

        assertThatThrownBy(() -> country.accounts.create(Country.HANOI, READER)).isInstanceOf(Refusal.Conflict.class);
        assertThatThrownBy(() -> country.accounts.rotate(Country.MOJ, READER)).isInstanceOf(Refusal.NotFound.class);
    }

    @Test
    void an_account_that_a_crash_left_pending_is_nobody_until_it_is_rotated() {
        var secret = new Secret("a secret that never reached Kafka");
        country.database.run(
                tx -> new AccountStore().insertPending(tx, READER, SecretVerifier.of(secret), country.clock.instant()));

        assertThat(country.accounts.authenticate("hanoi.reader", secret)).isEmpty();
        var rotated = country.accounts.rotate(Country.HANOI, READER);
        assertThat(country.accounts.authenticate("hanoi.reader", rotated)).hasValue(READER);
    }
}

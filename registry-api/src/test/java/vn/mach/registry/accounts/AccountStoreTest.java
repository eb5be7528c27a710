package vn.mach.registry.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.ScramMechanism;
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

    @Test
    void while_two_secrets_overlap_both_are_good_each_by_its_mechanism_and_then_the_old_one_is_nobodys() {
        var old = country.accounts.create(Country.HANOI, READER);

        var rotated = country.accounts.rotate(Country.HANOI, READER, Duration.ofHours(1));

        assertThat(rotated.mechanism()).isEqualTo(ScramMechanism.SCRAM_SHA_256);
        assertThat(mechanisms()).containsExactlyInAnyOrder(rotated.mechanism(), ScramMechanism.SCRAM_SHA_512);
        assertThat(country.accounts.removeOver(READER)).isEmpty();
        assertThat(country.accounts.authenticate("hanoi.reader", old)).hasValue(READER);
        assertThat(country.accounts.authenticate("hanoi.reader", rotated.secret()))
                .hasValue(READER);

        country.clock.moveTo("2026-03-01T03:00:00Z");
        assertThat(country.accounts.authenticate("hanoi.reader", old)).isEmpty();
        assertThat(country.accounts.removeOver(READER)).containsExactly(ScramMechanism.SCRAM_SHA_512);
        assertThat(mechanisms()).containsExactly(rotated.mechanism());
        assertThat(country.accounts.authenticate("hanoi.reader", rotated.secret()))
                .hasValue(READER);
        assertThat(account().previousUntil()).isNull();
    }

    @Test
    void a_second_overlap_waits_for_the_first_and_a_rotation_without_one_ends_it() {
        var old = country.accounts.create(Country.HANOI, READER);
        var next = country.accounts.rotate(Country.HANOI, READER, Duration.ofHours(1));

        assertThatThrownBy(() -> country.accounts.rotate(Country.HANOI, READER, Duration.ofHours(1)))
                .isInstanceOf(Refusal.Conflict.class)
                .hasMessageContaining("is good until");
        var last = country.accounts.rotate(Country.HANOI, READER);

        assertThat(country.accounts.authenticate("hanoi.reader", old)).isEmpty();
        assertThat(country.accounts.authenticate("hanoi.reader", next.secret())).isEmpty();
        assertThat(country.accounts.authenticate("hanoi.reader", last)).hasValue(READER);
        assertThat(mechanisms()).containsExactly(next.mechanism());
    }

    @Test
    void a_rotation_with_overlap_that_a_crash_cut_short_is_done_again_and_the_old_secret_stays_good() {
        var old = country.accounts.create(Country.HANOI, READER);
        country.accounts.rotate(Country.HANOI, READER, Duration.ofHours(1));
        country.database.run(tx -> tx.execute("UPDATE accounts SET state = 'pending'"));
        country.clock.moveTo("2026-03-02T03:00:00Z");

        assertThat(country.accounts.authenticate("hanoi.reader", old)).hasValue(READER);
        var again = country.accounts.rotate(Country.HANOI, READER, Duration.ofHours(1));

        assertThat(again.mechanism()).isEqualTo(ScramMechanism.SCRAM_SHA_256);
        assertThat(country.accounts.authenticate("hanoi.reader", old)).hasValue(READER);
        assertThat(country.accounts.authenticate("hanoi.reader", again.secret()))
                .hasValue(READER);
    }

    @Test
    void a_disabled_account_is_nobody_until_it_is_enabled_and_rotated() {
        var secret = country.accounts.create(Country.HANOI, READER);

        country.accounts.disable(Country.HANOI, READER, "lost laptop");
        country.accounts.removeOver(READER);

        assertThat(country.accounts.authenticate("hanoi.reader", secret)).isEmpty();
        assertThat(mechanisms()).isEmpty();
        assertThatThrownBy(() -> country.accounts.rotate(Country.HANOI, READER))
                .isInstanceOf(Refusal.Conflict.class)
                .hasMessageContaining("is disabled");
        assertThat(country.accounts.enable(Country.HANOI, READER).state()).isEqualTo(Account.State.PENDING);
        assertThat(country.accounts.authenticate("hanoi.reader", secret)).isEmpty();
        assertThat(country.accounts.authenticate("hanoi.reader", country.accounts.rotate(Country.HANOI, READER)))
                .hasValue(READER);
    }

    @Test
    void what_an_operator_disabled_its_agency_does_not_enable() {
        country.accounts.create(Country.HANOI, READER);
        country.accounts.disable(Country.HANOI, READER, "lost laptop");
        country.accounts.disable(Country.OPERATOR, READER, "under investigation");

        assertThatThrownBy(() -> country.accounts.enable(Country.HANOI, READER)).isInstanceOf(Refusal.Forbidden.class);
        assertThat(country.accounts.enable(Country.OPERATOR, READER).enabled()).isTrue();
        assertThatThrownBy(() -> country.accounts.disable(Country.MOJ, READER, "not mine"))
                .isInstanceOf(Refusal.NotFound.class);
    }

    @Test
    void a_quota_is_the_default_until_an_operator_sets_it() {
        country.accounts.create(Country.HANOI, READER);
        assertThat(account().quota()).isEqualTo(Quota.DEFAULT);

        country.accounts.setQuota(Country.OPERATOR, READER, new Quota(1, 2, 0.5));

        assertThat(account().quota()).isEqualTo(new Quota(1, 2, 0.5));
        assertThatThrownBy(() -> country.accounts.setQuota(Country.HANOI, READER, Quota.DEFAULT))
                .isInstanceOf(Refusal.Forbidden.class);
    }

    @Test
    void its_last_use_is_when_it_last_showed_the_right_secret() {
        var secret = country.accounts.create(Country.HANOI, READER);
        country.accounts.authenticate("hanoi.reader", new Secret("wrong"));
        assertThat(account().lastUsedAt()).isNull();

        country.accounts.authenticate("hanoi.reader", secret);

        assertThat(account().lastUsedAt()).isEqualTo(country.clock.instant());
    }

    private Account account() {
        return country.database.read(tx -> country.accounts.require(tx, READER));
    }

    private Set<ScramMechanism> mechanisms() {
        return country.kafkaMechanisms.getOrDefault("hanoi.reader", Set.of());
    }
}

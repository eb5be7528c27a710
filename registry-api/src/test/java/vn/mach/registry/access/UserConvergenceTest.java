package vn.mach.registry.access;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.registry.access.TestAccounts.SHA_256;
import static vn.mach.registry.access.TestAccounts.SHA_512;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import vn.mach.registry.accounts.Account;
import vn.mach.registry.accounts.Account.State;

class UserConvergenceTest {
    private static final Instant NOW = Instant.parse("2026-03-01T02:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);

    private static Desired desired(Account... accounts) {
        return new Desired(List.of(), List.of(), List.of(accounts), List.of(), Map.of());
    }

    @Test
    void the_secret_before_is_over_when_its_time_is_and_not_while_the_new_one_may_be_unknown_to_kafka() {
        var both = Set.of(SHA_256, SHA_512);

        assertThat(TestAccounts.of("hanoi.app", State.ACTIVE, both, LATER).over(NOW))
                .isEmpty();
        assertThat(TestAccounts.of("hanoi.app", State.ACTIVE, both, NOW).over(NOW))
                .containsExactly(SHA_256);
        assertThat(TestAccounts.of("hanoi.app", State.PENDING, both, NOW).over(LATER))
                .isEmpty();
    }

    @Test
    void a_disabled_account_keeps_no_secret_of_ours() {
        var disabled = TestAccounts.of("hanoi.app", State.DISABLED, Set.of(SHA_512), null);

        assertThat(UserConvergence.over(desired(disabled, TestAccounts.active("hanoi.tool")), NOW))
                .containsExactly(disabled);
    }

    @Test
    void a_secret_that_was_not_made_here_is_told_and_never_over() {
        var disabled = TestAccounts.of("hanoi.app", State.DISABLED, Set.of(), null);

        assertThat(UserConvergence.over(desired(disabled), NOW)).isEmpty();
        assertThat(UserConvergence.drift(desired(disabled), Map.of("hanoi.app", Set.of(SHA_256))))
                .extracting(Drift::kind, Drift::subject)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("foreign-secret", "hanoi.app"));
    }

    @Test
    void a_user_whose_secret_kafka_lost_is_missing_and_one_that_waits_for_a_secret_is_not() {
        var wanted = desired(
                TestAccounts.active("hanoi.known"),
                TestAccounts.active("hanoi.lost"),
                TestAccounts.active("hanoi.other"),
                TestAccounts.of("hanoi.pending", State.PENDING, Set.of(SHA_512), null));
        var actual = Map.of("hanoi.known", Set.of(SHA_512), "hanoi.other", Set.of(SHA_256));

        assertThat(UserConvergence.missing(wanted, actual)).containsExactly("hanoi.lost", "hanoi.other");
    }

    @Test
    void only_quotas_of_accounts_that_differ_are_set_and_those_of_others_are_left() {
        var wanted = desired(TestAccounts.active("hanoi.equal"), TestAccounts.active("hanoi.new"));
        var actual = Map.of(
                "hanoi.equal", TestAccounts.QUOTA.settings(),
                "somebody.else", Map.of("producer_byte_rate", 1.0));

        assertThat(UserConvergence.quotas(wanted, actual))
                .isEqualTo(Map.of("hanoi.new", TestAccounts.QUOTA.settings()));
    }
}

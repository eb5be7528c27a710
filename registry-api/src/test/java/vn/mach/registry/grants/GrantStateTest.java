package vn.mach.registry.grants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import vn.mach.registry.grants.GrantState.Act;
import vn.mach.registry.http.Refusal;

class GrantStateTest {
    private static final Set<GrantState> OVER = EnumSet.of(GrantState.REVOKED, GrantState.EXPIRED);

    @ParameterizedTest
    @CsvSource({
        "ACTIVE, SUSPEND, SUSPENDING",
        "SUSPENDING, FINISH, SUSPENDED",
        "SUSPENDED, RESUME, ACTIVE",
        "SUSPENDED, RENEW, SUSPENDED",
        "SUSPENDED, REVOKE, REVOKING",
        "SUSPENDING, REVOKE, REVOKING",
        "ACTIVE, REVOKE, REVOKING",
        "REVOKING, REVOKE, REVOKING",
        "REVOKING, FINISH, REVOKED",
        "ACTIVE, EXPIRE, EXPIRING",
        "SUSPENDED, EXPIRE, EXPIRING",
        "EXPIRING, FINISH, EXPIRED"
    })
    void each_act_leads_to_one_state(GrantState from, Act act, GrantState to) {
        assertThat(from.after(act)).isEqualTo(to);
    }

    @Test
    void a_right_that_is_being_taken_is_not_given_back_before_kafka_has_followed() {
        assertThatThrownBy(() -> GrantState.SUSPENDING.after(Act.RESUME))
                .isInstanceOf(Refusal.Conflict.class)
                .hasMessage("a grant that is suspending cannot be resumed; it can be revoked, or suspended");
    }

    @ParameterizedTest
    @EnumSource
    void nothing_is_done_with_a_grant_that_is_over(Act act) {
        for (var state : OVER) {
            assertThatThrownBy(() -> state.after(act)).hasMessageContaining("it can be changed no more");
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatever_is_being_taken_gets_finished_and_nothing_else_does(GrantState state) {
        assertThat(state.isEnding()).isEqualTo(state.code().endsWith("ing"));
    }

    @ParameterizedTest
    @EnumSource
    void a_state_survives_its_code(GrantState state) {
        assertThat(GrantState.of(state.code())).isEqualTo(state);
    }
}

package vn.mach.registry.requests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.requests.RequestState.Step;

class RequestStateTest {
    private static final Map<RequestState, Set<Step>> POSSIBLE = Map.of(
            RequestState.SUBMITTED, Set.of(Step.APPROVE_AS_OWNER, Step.REJECT, Step.WITHDRAW),
            RequestState.OWNER_APPROVED, Set.of(Step.APPROVE_AS_OPERATOR, Step.REJECT, Step.WITHDRAW));

    @ParameterizedTest
    @CsvSource({
        "SUBMITTED, APPROVE_AS_OWNER, OWNER_APPROVED",
        "SUBMITTED, REJECT, REJECTED",
        "SUBMITTED, WITHDRAW, WITHDRAWN",
        "OWNER_APPROVED, APPROVE_AS_OPERATOR, APPROVED",
        "OWNER_APPROVED, REJECT, REJECTED",
        "OWNER_APPROVED, WITHDRAW, WITHDRAWN"
    })
    void each_act_leads_to_one_state(RequestState from, Step act, RequestState to) {
        assertThat(from.after(act)).isEqualTo(to);
    }

    @ParameterizedTest
    @EnumSource
    void every_other_act_is_a_conflict_that_names_the_state(RequestState from) {
        for (var act : Step.values()) {
            if (!POSSIBLE.getOrDefault(from, Set.of()).contains(act)) {
                assertThatThrownBy(() -> from.after(act))
                        .isInstanceOf(Refusal.Conflict.class)
                        .hasMessageContaining("a request that is " + from.code() + " cannot be " + act);
            }
        }
    }

    @Test
    void the_refusal_says_what_is_possible() {
        assertThatThrownBy(() -> RequestState.SUBMITTED.after(Step.APPROVE_AS_OPERATOR))
                .hasMessage("a request that is submitted cannot be approved by an operator; it can be"
                        + " approved by the owner's steward, or rejected, or withdrawn");
        assertThatThrownBy(() -> RequestState.REJECTED.after(Step.WITHDRAW))
                .hasMessage("a request that is rejected cannot be withdrawn; it can be changed no more");
    }

    @ParameterizedTest
    @EnumSource
    void a_state_survives_its_code(RequestState state) {
        assertThat(RequestState.of(state.code())).isEqualTo(state);
    }
}

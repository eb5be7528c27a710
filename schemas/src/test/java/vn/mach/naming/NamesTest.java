package vn.mach.naming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @Test
    void everything_follows_from_the_slugs() {
        var view = ViewId.parse("gso.administrative-unit.whole");

        assertThat(view.topic()).isEqualTo("view.gso.administrative-unit.whole");
        assertThat(view.dataset().topic()).isEqualTo("data.gso.administrative-unit");
        assertThat(view.namespace()).isEqualTo("mach.gso.administrative_unit.whole");
        assertThat(AgentId.parse("moj.civil").user()).isEqualTo("mach.agent.moj.civil");
        assertThat(AccountId.parse("hanoi.reader").user()).isEqualTo("hanoi.reader");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "A1",
                "1a",
                "a_b",
                "a.b",
                "a*",
                "a..",
                "đ-x",
                "a b",
                "abcdefghijklmnopqrstuvwxyz123456",
                "mach"
            })
    void a_name_that_could_mean_something_else_is_refused(String slug) {
        assertThatThrownBy(() -> AgencyId.of(slug)).isInstanceOf(IllegalName.class);
    }
}

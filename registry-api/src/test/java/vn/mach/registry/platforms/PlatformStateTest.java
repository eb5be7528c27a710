package vn.mach.registry.platforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static vn.mach.registry.platforms.PlatformState.CONNECTED;
import static vn.mach.registry.platforms.PlatformState.PROVISIONED;
import static vn.mach.registry.platforms.PlatformState.RETIRED;
import static vn.mach.registry.platforms.PlatformState.SUSPENDED;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import vn.mach.registry.http.Refusal;

class PlatformStateTest {
    @Test
    void only_these_changes_are_possible() {
        var possible = new HashSet<List<PlatformState>>();
        for (var from : PlatformState.values()) {
            for (var to : PlatformState.values()) {
                if (from.mayBecome(to)) {
                    possible.add(List.of(from, to));
                }
            }
        }

        assertThat(possible)
                .isEqualTo(Set.of(
                        List.of(PROVISIONED, CONNECTED),
                        List.of(PROVISIONED, SUSPENDED),
                        List.of(PROVISIONED, RETIRED),
                        List.of(CONNECTED, SUSPENDED),
                        List.of(CONNECTED, RETIRED),
                        List.of(SUSPENDED, PROVISIONED),
                        List.of(SUSPENDED, CONNECTED),
                        List.of(SUSPENDED, RETIRED)));
    }

    @Test
    void a_refusal_says_what_is_possible() {
        assertThatThrownBy(() -> RETIRED.become(CONNECTED))
                .isInstanceOf(Refusal.Conflict.class)
                .hasMessage("a platform that is retired cannot become connected; it can become nothing else");
        assertThatThrownBy(() -> CONNECTED.become(PROVISIONED)).hasMessageContaining("retired or suspended");
    }
}

package vn.mach.router.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static vn.mach.router.topology.People.PERSON;
import static vn.mach.router.topology.People.keep;

import java.util.List;
import org.junit.jupiter.api.Test;
import vn.mach.naming.ViewId;
import vn.mach.router.topology.LiveViews.LiveView;
import vn.mach.router.topology.LiveViews.Topic;
import vn.mach.view.Gate;
import vn.mach.view.ViewDefinition;

class LiveViewsTest {
    private static final ViewDefinition VIEW = new ViewDefinition(
            ViewId.parse("moj.person.all"), 1, 5, Gate.OPEN, false, null, "", List.of(keep("id")), PERSON, 6);

    private final LiveViews live = new LiveViews();

    @Test
    void a_newer_revision_replaces_and_an_older_one_is_ignored() {
        live.offer(new LiveView(VIEW.with(Gate.CLOSED, 6), Topic.UNKNOWN));

        assertThat(live.offer(new LiveView(VIEW, Topic.PRESENT))).isFalse();

        assertThat(live.current().views().get(VIEW.id()).definition().gate()).isEqualTo(Gate.CLOSED);
    }

    @Test
    void the_change_counter_moves_only_with_a_change() {
        live.offer(new LiveView(VIEW, Topic.PRESENT));
        var before = live.current();

        live.offer(new LiveView(VIEW, Topic.PRESENT));
        assertThat(live.current().changes()).isEqualTo(before.changes());

        live.offer(new LiveView(VIEW, Topic.UNKNOWN));
        assertThat(live.current().changes()).isEqualTo(before.changes() + 1);
        assertThat(before.views().get(VIEW.id()).topic()).isEqualTo(Topic.PRESENT);
    }
}

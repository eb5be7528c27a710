package vn.mach.registry.views;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import vn.mach.change.Contract;
import vn.mach.naming.AgencyId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.view.ColumnRule;
import vn.mach.view.Gate;
import vn.mach.view.ViewDefinition;
import vn.mach.view.ViewStatus;

class ViewStatusesTest {
    private static final DatasetId PERSON = DatasetId.parse("moj.person");
    private static final ViewDefinition CLOSED = new ViewDefinition(
            ViewId.of(PERSON, "hanoi"),
            1,
            3,
            Gate.CLOSED,
            true,
            AgencyId.of("hanoi"),
            "",
            List.of(new ColumnRule.Keep("id")),
            Contract.of(
                    PERSON,
                    SchemaBuilder.record("Row")
                            .namespace("mach.moj.person")
                            .fields()
                            .requiredString("id")
                            .endRecord(),
                    List.of("id")),
            2);

    private final ViewStatuses statuses = new ViewStatuses();

    private void say(int partition, long revision, ViewStatus.State state) {
        statuses.accept(new ViewStatus(CLOSED.id(), partition, revision, state, 0, null, null, 0));
    }

    @Test
    void a_gate_is_closed_when_every_partition_says_so_of_this_revision_or_a_later_one() {
        assertThat(statuses.acknowledgedClosed(CLOSED)).isFalse();
        say(0, 3, ViewStatus.State.CLOSED);
        assertThat(statuses.acknowledgedClosed(CLOSED)).isFalse();
        say(1, 1, ViewStatus.State.CLOSED);
        assertThat(statuses.acknowledgedClosed(CLOSED))
                .as("closed before it was opened")
                .isFalse();
        say(1, 3, ViewStatus.State.LIVE);
        assertThat(statuses.acknowledgedClosed(CLOSED)).isFalse();
        say(1, 4, ViewStatus.State.CLOSED);
        assertThat(statuses.acknowledgedClosed(CLOSED)).isTrue();
    }

    @Test
    void who_waits_is_woken_by_the_last_acknowledgement() throws Exception {
        say(0, 3, ViewStatus.State.CLOSED);
        var waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return statuses.awaitClosed(CLOSED, Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                return false;
            }
        });
        say(1, 3, ViewStatus.State.CLOSED);

        assertThat(waiting.get(2, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void without_an_acknowledgement_the_wait_ends() throws Exception {
        assertThat(statuses.awaitClosed(CLOSED, Duration.ofMillis(30))).isFalse();
    }
}

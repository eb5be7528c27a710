package vn.mach.sandbox.story;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import vn.mach.change.Operation;
import vn.mach.sandbox.subscriber.Subscriber;

/** A resident of Hà Nội whose every step is known: a new phone, a move out, a move back in. */
final class OneResident {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Moj moj;

    OneResident(Moj moj) {
        this.moj = moj;
    }

    /**
     * Whether the subscriber gets a delete, a create and nothing else, while nobody else changes. Changes of one key come in
     * their order: had the new phone caused an event, it would stand before the delete.
     */
    boolean comesAsClaimed(Subscriber people) {
        var before = people.count();
        var person = moj.resident();
        moj.changePhone(person, "0" + System.nanoTime());
        moj.move(person, Moj.DA_NANG);
        moj.move(person, Moj.HANOI);
        people.await(it -> it.count() >= before + 2, PATIENCE);
        var arrivals = Arrivals.after(before, people);
        return arrivals.events().size() == 2
                && arrivals.of(Map.of("person_id", person)).equals(List.of(Operation.DELETE, Operation.CREATE));
    }
}

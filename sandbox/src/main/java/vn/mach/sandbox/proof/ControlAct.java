package vn.mach.sandbox.proof;

import java.util.List;
import java.util.Set;
import vn.mach.sandbox.registry.ApiRefusal;

/**
 * Something that a person has the registry do to Kafka, and the steps it takes there.
 *
 * @param steps the registry can be held before and after each
 * @param tries prepares one try of it
 */
record ControlAct(String name, List<String> steps, Tries tries) {
    ControlAct {
        steps = steps.stream()
                .flatMap(step -> List.of("before " + step, "after " + step).stream())
                .toList();
    }

    interface Tries {
        /** @param number of the try, so that each has objects of its own */
        Try prepare(int number);
    }

    /**
     * One try.
     *
     * @param act what the person asks for, which the kill interrupts
     * @param again what the person does when the registry is back, for want of an answer
     */
    record Try(Runnable act, Runnable again) {
        /** The same once more; that it is done already is as good an answer. */
        static Try repeated(Runnable act) {
            return new Try(act, () -> {
                try {
                    act.run();
                } catch (ApiRefusal e) {
                    if (!DONE.contains(e.status())) {
                        throw e;
                    }
                }
            });
        }

        private static final Set<Integer> DONE = Set.of(409);
    }
}

package vn.mach.registry.access;

import java.util.ArrayList;
import java.util.List;

/** What one run of the reconciler did, and what it could not do. What one item cannot do holds back no other. */
final class Report {
    private final List<String> acts = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /** Looks at one kind of things. */
    void look(String what, Runnable stage) {
        try {
            stage.run();
        } catch (RuntimeException e) {
            problems.add(what + ": " + e.getMessage());
        }
    }

    /** Changes one thing. */
    void act(String verb, Object what, Runnable act) {
        look(verb + " " + what, () -> {
            act.run();
            did(verb + " " + what);
        });
    }

    void did(String act) {
        acts.add(act);
    }

    void problem(String problem) {
        problems.add(problem);
    }

    List<String> acts() {
        return List.copyOf(acts);
    }

    List<String> problems() {
        return List.copyOf(problems);
    }
}

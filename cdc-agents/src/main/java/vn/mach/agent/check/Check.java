package vn.mach.agent.check;

import java.util.List;
import java.util.function.Supplier;
import vn.mach.agent.progress.AgentFailure;

/** One thing to look at, in which several may be found. */
public record Check(String name, Supplier<List<Finding>> look) {

    /** A check that has one finding. */
    public static Check one(String name, Supplier<Finding> look) {
        return new Check(name, () -> List.of(look.get()));
    }

    /** The findings; throws {@link AgentFailure} if there is nothing to look at. */
    public List<Finding> run() {
        return look.get();
    }

    /** The findings; that it cannot look is one. */
    public List<Finding> runAnyway() {
        try {
            return run();
        } catch (RuntimeException e) {
            return List.of(Finding.of(name, AgentFailure.of(e)));
        }
    }
}

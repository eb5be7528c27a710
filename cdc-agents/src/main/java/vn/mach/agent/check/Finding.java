package vn.mach.agent.check;

import java.util.Objects;
import vn.mach.agent.progress.AgentFailure;

/**
 * What was found about one thing that an agent needs.
 *
 * @param remedy what to do; empty only if all is well
 */
public record Finding(String check, Verdict verdict, String detail, String remedy) {

    /** OK and WARN let an agent capture, FAIL does not. */
    public enum Verdict {
        OK,
        WARN,
        FAIL
    }

    public Finding {
        Objects.requireNonNull(check);
        Objects.requireNonNull(verdict);
        Objects.requireNonNull(detail);
        if (remedy.isEmpty() && verdict != Verdict.OK) {
            throw new IllegalArgumentException(check + " has no remedy");
        }
    }

    public static Finding ok(String check, String detail) {
        return new Finding(check, Verdict.OK, detail, "");
    }

    public static Finding warn(String check, String detail, String remedy) {
        return new Finding(check, Verdict.WARN, detail, remedy);
    }

    public static Finding fail(String check, String detail, String remedy) {
        return new Finding(check, Verdict.FAIL, detail, remedy);
    }

    /** Another finding says what has to be put right first, so this one is no failure of its own. */
    public static Finding notChecked(String check, String reason) {
        return warn(check, "not checked: " + reason, "put that right, then check again");
    }

    /** A failure, whose line ends with what to do. */
    public static Finding of(String check, AgentFailure failure) {
        var message = String.valueOf(failure.getMessage());
        var cut = message.indexOf("; ");
        if (cut < 0) {
            cut = message.lastIndexOf(": ");
        }
        return cut < 0
                ? fail(check, message, "put that right, then check again")
                : fail(check, message.substring(0, cut), message.substring(cut + 2));
    }

    public boolean isFailure() {
        return verdict == Verdict.FAIL;
    }
}

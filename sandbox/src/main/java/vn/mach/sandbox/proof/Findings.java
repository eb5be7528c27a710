package vn.mach.sandbox.proof;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.errors.AuthorizationException;
import vn.mach.sandbox.registry.ApiRefusal;

/** What was tried, how often, and what it gave that it must not. */
final class Findings {
    /** Tries to get what is not one's own; answers what it got. */
    interface Attempt {
        Object make() throws Exception;
    }

    /** No token, no right, no such thing; an illegal request would have been answered if it were legal. */
    private static final Set<Integer> NOT_YOURS = Set.of(401, 403, 404);

    private static final class Count {
        private int tried;
        private int leaked;
    }

    private final Map<String, Count> counts = new LinkedHashMap<>();
    private final List<String> leaks = new ArrayList<>();
    private final List<Marker> secrets;

    /** @param secrets what no answer may hold, a refusal no more than any other */
    Findings(List<Marker> secrets) {
        this.secrets = List.copyOf(secrets);
    }

    /** Must be refused, in words without secrets. */
    void refused(String what, String detail, Attempt attempt) {
        try {
            var answer = attempt.make();
            count(what, detail + " was answered: " + cut(String.valueOf(answer)));
        } catch (Exception e) {
            count(
                    what,
                    isRefusal(e)
                            ? secretIn(detail, said(e).getBytes(StandardCharsets.UTF_8))
                            : detail + " failed: " + e);
        }
    }

    /** May be answered or refused, in either case without secrets. */
    void silent(String what, String detail, Attempt attempt) {
        try {
            searched(what, detail, String.valueOf(attempt.make()));
        } catch (Exception e) {
            searched(what, detail, said(e));
        }
    }

    void searched(String what, String detail, String text) {
        searched(what, detail, text.getBytes(StandardCharsets.UTF_8), secrets);
    }

    void searched(String what, String detail, byte[] bytes, List<Marker> markers) {
        count(what, secretIn(detail, bytes, markers));
    }

    /** Must be so. */
    void holds(String what, String detail, boolean so) {
        count(what, so ? "" : detail);
    }

    private String secretIn(String detail, byte[] bytes) {
        return secretIn(detail, bytes, secrets);
    }

    private static String secretIn(String detail, byte[] bytes, List<Marker> markers) {
        return markers.stream()
                .filter(marker -> marker.isIn(bytes))
                .findFirst()
                .map(marker -> detail + " holds " + marker.column())
                .orElse("");
    }

    private void count(String what, String leak) {
        var count = counts.computeIfAbsent(what, unused -> new Count());
        count.tried++;
        if (!leak.isEmpty()) {
            count.leaked++;
            leaks.add(what + ": " + leak);
        }
    }

    /** Kafka's is wrapped when it came by a future; a server's own trouble is no refusal. */
    private static boolean isRefusal(Throwable e) {
        for (var cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof AuthorizationException) {
                return true;
            }
            if (cause instanceof ApiRefusal refusal && NOT_YOURS.contains(refusal.status())) {
                return true;
            }
        }
        return false;
    }

    private static String said(Throwable e) {
        var text = new StringBuilder();
        for (var cause = e; cause != null; cause = cause.getCause()) {
            text.append(cause).append('\n');
        }
        return text.toString();
    }

    private static String cut(String text) {
        return text.length() > 120 ? text.substring(0, 120) + "…" : text;
    }

    int leaked() {
        return leaks.size();
    }

    void print(ProofSandbox place) {
        place.say("     %-62s %7s %7s", "tried", "times", "leaked");
        counts.forEach((what, count) -> place.say("     %-62s %7d %7d", what, count.tried, count.leaked));
        leaks.stream().limit(20).forEach(leak -> place.say("     LEAK %s", leak));
    }
}

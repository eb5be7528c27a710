package vn.mach.sandbox.proof;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.mach.sandbox.host.Home;
import vn.mach.sandbox.host.SandboxFailure;

/** The promises of the design, and how each is proven on a sandbox of its own. */
public final class Proofs {
    /** A proof tries as often as told and answers whether the promise held each time. */
    interface Proof {
        boolean holds(ProofSandbox place, int runs, long seed);
    }

    private record Promise(String id, String text, int defaultRuns, Proof proof) {}

    private final Home home;
    private final PrintStream out;
    private final Map<String, Promise> promises = new LinkedHashMap<>();

    public Proofs(Home home, PrintStream out) {
        this.home = home;
        this.out = out;
        promise("P1", "A view is a SELECT.", 3, new ViewIsSelect());
        promise("P2", "Nothing else leaks.", 2, new NothingElseLeaks());
        promise("P3", "Each change once, in order per key, through kill -9 of any process.", 3, new OnceThroughKill());
        promise("P4", "No silent gap.", 5, new NoSilentGap());
        promise("P5", "Whole values.", 2, new WholeValues());
        promise("P6", "Revocation bites.", 10, new RevocationBites());
        promise("P7", "The source pays little.", 2, new SourcePaysLittle());
        promise("P8", "A schema change breaks nobody silently.", 5, new OneTableIsHeld());
        promise("P9", "One bad record stops one dataset at most.", 2, new BadRecordsAreKept());
        promise("P10", "Every act has an author.", 30, new EveryActHasAnAuthor());
        promise("P11", "The control plane owns only what it made.", 120, new OwnsOnlyWhatItMade());
        promise("P12", "Statistics add up.", 3, new StatisticsAddUp());
    }

    /** Prints the promises; 0. */
    public int list() {
        promises.values().forEach(it -> out.printf("%-4s %-75s %s%n", it.id(), it.text(), "./mach prove " + it.id()));
        return 0;
    }

    /** 0 if the promise held, 1 if it did not. */
    public int prove(String id, @Nullable Integer runs, long seed) {
        var promise = promises.get(id.toUpperCase(java.util.Locale.ROOT));
        if (promise == null) {
            throw SandboxFailure.usage("there is no promise " + id + ": one of " + promises.keySet());
        }
        int times = runs == null ? promise.defaultRuns() : runs;
        if (times < 1) {
            throw SandboxFailure.usage("--runs " + times + ": 1 or more");
        }
        out.printf("%s %s %d runs, seed %d%n", promise.id(), promise.text(), times, seed);
        try (var place = ProofSandbox.open(home, promise.id(), out)) {
            var held = promise.proof().holds(place, times, seed);
            out.println(promise.id() + (held ? " held" : " DID NOT HOLD"));
            return held ? 0 : 1;
        }
    }

    private void promise(String id, String text, int defaultRuns, Proof proof) {
        promises.put(id, new Promise(id, text, defaultRuns, proof));
    }
}

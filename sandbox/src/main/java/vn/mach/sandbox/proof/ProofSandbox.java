package vn.mach.sandbox.proof;

import java.io.PrintStream;
import vn.mach.sandbox.Options;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.host.Home;
import vn.mach.sandbox.story.Story;

/** A fresh sandbox on free ports with the story's agencies, where a proof may kill whatever it likes. */
final class ProofSandbox implements AutoCloseable {
    private final Sandbox sandbox;

    private ProofSandbox(Sandbox sandbox) {
        this.sandbox = sandbox;
    }

    static ProofSandbox open(Home home, String promise, PrintStream out) {
        var data = home.directory().resolve("target").resolve("proof-" + promise);
        return new ProofSandbox(Sandbox.start(Options.isolated(home, data), Story::enrol, out));
    }

    Sandbox sandbox() {
        return sandbox;
    }

    void say(String text, Object... values) {
        sandbox.out().println(String.format(java.util.Locale.ROOT, text, values));
    }

    @Override
    public void close() {
        sandbox.close();
    }
}

package vn.mach.sandbox;

import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import vn.mach.sandbox.broker.KafkaBroker;
import vn.mach.sandbox.host.Home;
import vn.mach.sandbox.proof.Proofs;

@Command(name = "prove", description = "List the promises, or prove one on real parts")
final class ProveCommand implements Callable<Integer> {
    @Parameters(index = "0", arity = "0..1", paramLabel = "Pn", description = "The promise")
    private @Nullable String promise;

    @Option(names = "--runs", paramLabel = "N", description = "How often; each proof has a default")
    private @Nullable Integer runs;

    @Option(names = "--seed", paramLabel = "S", description = "Repeats a run that was seen before")
    private @Nullable Long seed;

    @Override
    public Integer call() {
        var home = Home.find();
        KafkaBroker.onFatalFault(fault -> SandboxMain.endTheJvm(fault, home.directory()));
        var proofs = new Proofs(home, System.out);
        if (promise == null) {
            return proofs.list();
        }
        return proofs.prove(
                promise, runs, seed == null ? ThreadLocalRandom.current().nextLong(1, 1_000_000) : seed);
    }
}

package vn.mach.sandbox;

import java.nio.file.Path;
import java.util.Map;
import vn.mach.sandbox.host.Endpoint;
import vn.mach.sandbox.host.Home;
import vn.mach.sandbox.host.Ports;
import vn.mach.sandbox.host.SandboxFailure;

/**
 * What may be chosen about a sandbox.
 *
 * @param fresh erase what the directory holds before starting
 * @param ports those which must be exactly so; the others are the defaults, or what was free
 * @param freePorts never a default port: several sandboxes side by side
 */
public record Options(Home home, Path data, boolean fresh, Map<Endpoint, Integer> ports, boolean freePorts) {
    public Options {
        ports = Map.copyOf(ports);
        Ports.problem(ports)
                .ifPresent(
                        problem -> { // here, before anything is erased
                            throw SandboxFailure.usage("--ports " + problem);
                        });
    }

    /** The directory {@code .mach} of the checkout, kept data, default ports. */
    public static Options defaults(Home home) {
        return new Options(home, home.directory().resolve(".mach"), false, Map.of(), false);
    }

    /** An empty sandbox on free ports, for tests and proofs. */
    public static Options isolated(Home home, Path data) {
        return new Options(home, data, true, Map.of(), true);
    }

    /** The same sandbox once more, with its data: what a restart is. */
    public Options keepingData() {
        return new Options(home, data, false, ports, freePorts);
    }
}

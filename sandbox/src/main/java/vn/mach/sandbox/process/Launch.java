package vn.mach.sandbox.process;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import vn.mach.connection.Secret;
import vn.mach.sandbox.host.Home;

/**
 * How a child process is started, when it counts as ready, and how it is asked to end. Secrets go through the
 * environment only, so that neither {@code ps} nor a configuration file shows them.
 */
public record Launch(
        String name,
        List<String> command,
        Map<String, Secret> secrets,
        Readiness readiness,
        Duration patience,
        StopSignal stopSignal) {
    /**
     * Without the optimising compiler a start costs half the processor time, and two cores start everything; a benchmark
     * asks for it with {@code -Dmach.full-compiler=true}.
     */
    private static final String COMPILER =
            Boolean.getBoolean("mach.full-compiler") ? "-XX:TieredStopAtLevel=4" : "-XX:TieredStopAtLevel=1";

    /** As an agent's launcher has it: what a burst took of the heap is given back when all of it is collected. */
    private static final List<String> SMALL_JVM = List.of(
            "-XX:+UseSerialGC",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=20",
            COMPILER,
            "-Duser.timezone=UTC",
            "-Dfile.encoding=UTF-8");

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    public Launch {
        command = List.copyOf(command);
        secrets = Map.copyOf(secrets);
    }

    public Launch(String name, List<String> command, Map<String, Secret> secrets, Readiness readiness) {
        this(name, command, secrets, readiness, PATIENCE, StopSignal.TERM);
    }

    /** One of our mains, which says {@code ready} in its log when it serves. */
    public static Launch main(
            String name,
            Home home,
            String module,
            String mainClass,
            int heapMegabytes,
            List<String> arguments,
            Map<String, Secret> secrets) {
        var command = new ArrayList<>(List.of(Home.java(), "-Dmach.component=" + name, "-Xmx" + heapMegabytes + "m"));
        command.addAll(SMALL_JVM);
        command.addAll(List.of("-cp", home.classPath(module), mainClass));
        command.addAll(arguments);
        var logger = mainClass.substring(mainClass.lastIndexOf('.') + 1);
        var ready = Pattern.compile("\\b" + Pattern.quote(logger) + " ready\\b");
        return new Launch(name, command, secrets, Readiness.logged(ready));
    }

    /** With a system property, if the command is a Java one. */
    public Launch withProperty(String property, String value) {
        var more = new ArrayList<>(command);
        more.add(1, "-D" + property + "=" + value);
        return new Launch(name, more, secrets, readiness, patience, stopSignal);
    }

    /** With another limit to wait for readiness. */
    public Launch withPatience(Duration limit) {
        return new Launch(name, command, secrets, readiness, limit, stopSignal);
    }

    /** With another signal that asks the process to end. */
    public Launch stoppedBy(StopSignal signal) {
        return new Launch(name, command, secrets, readiness, patience, signal);
    }
}

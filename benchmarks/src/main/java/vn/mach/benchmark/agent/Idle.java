package vn.mach.benchmark.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import vn.mach.sandbox.host.Patience;

/**
 * What a process takes while nothing happens.
 *
 * @param corePercent processor time, of one core
 * @param residentMegabytes at the end
 */
record Idle(double corePercent, long residentMegabytes) {
    private static final int KILOBYTES = 1024;

    static Idle of(AgentUnderTest agent, Duration time) {
        var before = agent.cpu();
        long began = System.nanoTime();
        Patience.pause(time);
        var took = agent.cpu().minus(before);
        return new Idle(100.0 * took.toNanos() / (System.nanoTime() - began), resident(agent.pid()));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f %% of a core, %d MB resident", corePercent, residentMegabytes);
    }

    private static long resident(long pid) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                            .sum()
                    / KILOBYTES;
        } catch (IOException e) {
            throw new IllegalStateException("the agent has ended", e);
        }
    }
}

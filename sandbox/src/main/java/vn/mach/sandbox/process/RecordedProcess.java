package vn.mach.sandbox.process;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One process for ever; its number alone may be another's by now.
 *
 * @param started the boot and the clock tick in it at which it started (proc_pid_stat(5), field 22): no step of the wall
 *     clock changes it
 */
record RecordedProcess(long pid, String started) {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");
    private static final Set<String> DEAD = Set.of("Z", "X");

    /** The process of that number, if one lives. */
    static Optional<RecordedProcess> living(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            var afterCommand = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
            if (hasEnded(afterCommand.get(0), afterCommand.get(17))) {
                return Optional.empty();
            }
            var boot = Files.readString(BOOT).strip();
            return Optional.of(new RecordedProcess(pid, boot + " " + afterCommand.get(19)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    boolean lives() {
        return living(pid).filter(this::equals).isPresent();
    }

    void kill() {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    /**
     * A zombie has ended: where nobody reaps orphans, as in a container whose first process is no init, it stays one for ever.
     * While it counts more threads than one, a thread of it still holds its files and ports.
     */
    private static boolean hasEnded(String state, String threads) {
        return DEAD.contains(state) && Integer.parseInt(threads) <= 1;
    }
}

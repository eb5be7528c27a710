package vn.mach.registry.kafka;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Where a proof holds this process, to kill it between two steps. Inert unless the process was started with
 * {@code -Dmach.fail-point=FILE}. The file arms one step by its name; whoever comes to that step first renames the file to
 * {@code FILE.reached} and goes no further.
 */
public final class FailPoint {
    private static final @Nullable Path FILE = file(System.getProperty("mach.fail-point"));

    private FailPoint() {}

    /** Does the step; it can be held before and after. */
    public static void around(String step, Runnable act) {
        reach("before " + step);
        act.run();
        reach("after " + step);
    }

    /** Returns at once unless this step is armed; then never. */
    public static void reach(String step) {
        if (FILE != null && arms(FILE, step)) {
            while (true) {
                LockSupport.park(FILE);
            }
        }
    }

    private static boolean arms(Path file, String step) {
        try {
            if (!Files.exists(file) || !Files.readString(file).equals(step)) {
                return false;
            }
            Files.move(file, Path.of(file + ".reached"), StandardCopyOption.ATOMIC_MOVE);
            return true;
        } catch (IOException e) {
            return false; // disarmed meanwhile, or another thread was first
        }
    }

    private static @Nullable Path file(@Nullable String property) {
        return property == null ? null : Path.of(property);
    }
}

package vn.mach.sandbox.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How much room the disk of a directory has, in bytes. */
public record DiskSpace(Path directory, long free) {
    private static final long NEEDED = 2L << 30;
    /** PostgreSQL and Kafka take their files in pieces of 16 and 10 MB. */
    private static final long FULL = 100L << 20;

    public static DiskSpace of(Path directory) throws IOException {
        return new DiskSpace(directory, Files.getFileStore(directory).getUsableSpace());
    }

    boolean isEnoughToStart() {
        return free >= NEEDED;
    }

    /** Whether failures are likely to come from it. */
    public boolean isFull() {
        return free < FULL;
    }

    String tooLittle() {
        return "Disk of " + directory + " has " + (free >> 20) + " MB free, the sandbox needs " + (NEEDED >> 20)
                + ": make room, or name another disk with --data DIR";
    }

    @Override
    public String toString() {
        return "the disk of " + directory + " is " + (isFull() ? "full, " : "not full, ") + (free >> 20)
                + " MB are free: make room, or name another disk with --data DIR";
    }
}

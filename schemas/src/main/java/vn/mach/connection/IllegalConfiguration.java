package vn.mach.connection;

import java.nio.file.Path;

/** A configuration file that cannot be used. The message is one line for the person who wrote the file: where, what, what to do. */
public final class IllegalConfiguration extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IllegalConfiguration(Path file, String where, String problem) {
        super(file + (where.isEmpty() ? "" : ": " + where) + ": " + problem);
    }
}

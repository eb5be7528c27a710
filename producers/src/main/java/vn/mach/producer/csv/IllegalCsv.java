package vn.mach.producer.csv;

import java.nio.file.Path;

/** An export or a state file that cannot be used. One line: where, what, what to do; no content of a row. */
public final class IllegalCsv extends RuntimeException {
    private static final long serialVersionUID = 1L;

    IllegalCsv(Path file, String problem) {
        super(file + ": " + problem);
    }
}

package vn.mach.sandbox.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** What a process has written to its log since it was started. */
public final class LogTail {
    private static final long ROTATE_BYTES = 20L << 20;
    private static final int READ_BYTES = 1 << 20;
    private static final String CAUSE = "Caused by: ";

    private final Path file;
    private final long from;

    private LogTail(Path file, long from) {
        this.file = file;
        this.from = from;
    }

    /** Begins at the present end of the file; a file grown too long is put aside first. */
    static LogTail begin(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            if (Files.exists(file) && Files.size(file) > ROTATE_BYTES) {
                Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            }
            return new LogTail(file, Files.exists(file) ? Files.size(file) : 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean has(Pattern pattern) {
        return pattern.matcher(text()).find();
    }

    /**
     * The line that most likely says why the process ended: the deepest cause of the last error, else that error, else the
     * last line that is no stack frame.
     */
    public String lastError() {
        var lines = text().lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        var error = lastIndex(lines, line -> line.contains("ERROR") || line.contains("FATAL"));
        var cause = lastIndex(lines, line -> line.startsWith(CAUSE));
        var endsWithTrace = !lines.isEmpty() && isFrame(lines.get(lines.size() - 1));
        if (cause > error && (error >= 0 || endsWithTrace)) {
            return lines.get(cause).substring(CAUSE.length());
        }
        var last = error >= 0 ? error : lastIndex(lines, line -> !isFrame(line));
        return last < 0 ? "it said nothing" : lines.get(last);
    }

    private static boolean isFrame(String line) {
        return line.startsWith("at ") || line.startsWith("...");
    }

    private static int lastIndex(List<String> lines, Predicate<String> which) {
        var index = lines.size() - 1;
        while (index >= 0 && !which.test(lines.get(index))) {
            index--;
        }
        return index;
    }

    /** At most the first megabyte: readiness and start-up errors are found there. */
    public String text() {
        if (!Files.exists(file)) {
            return "";
        }
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(from);
            var bytes = new byte[(int) Math.min(READ_BYTES, Math.max(0, in.length() - from))];
            in.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

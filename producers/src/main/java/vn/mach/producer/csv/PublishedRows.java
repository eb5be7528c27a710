package vn.mach.producer.csv;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.mach.change.Contract;
import vn.mach.change.Position;

/**
 * The state file: what is published, key and hash of each row. It is written before the batch is, to a file beside it
 * that says which position the batch follows; a process killed between the two finds out at the next start which of the
 * two files is true. Holds keys, so it is as confidential as the export and only its owner can read it.
 */
public final class PublishedRows {
    private static final String FORMAT = "mach-published-rows 1";
    private static final String NONE = "none";
    /** The last line: without it the file was not written to its end. */
    private static final String END = "end";

    private static final int HEADER_LINES = 4;

    private final Path file;
    private final Path next;
    private final Contract contract;

    public PublishedRows(Path file, Contract contract) {
        this.file = file.toAbsolutePath();
        this.next = this.file.resolveSibling(this.file.getFileName() + ".next");
        this.contract = contract;
    }

    /**
     * Key to hash of what is published, null when this is not known.
     *
     * @param last the last position that was published
     */
    public @Nullable Map<String, String> published(@Nullable Position last) {
        try {
            if (Files.exists(next) && wasPublished(lines(next), last)) {
                published();
            }
            return Files.exists(file) ? rows(lines(file)) : null;
        } catch (IOException e) {
            throw new IllegalCsv(file, "cannot be read (" + e.getClass().getSimpleName() + "): check its permissions");
        }
    }

    /** Notes what the export will have published, by a batch that comes after {@code last}. */
    public void announce(CsvExport export, @Nullable Position last) {
        var fingerprint = new RowFingerprint(contract);
        var lines = new ArrayList<>(List.of(
                FORMAT,
                contract.dataset().toString(),
                contract.keySchema().toString(),
                last == null ? NONE : last.toString()));
        export.rows().forEach((key, row) -> lines.add(key + " " + fingerprint.hash(row)));
        lines.add(END);
        try {
            Files.deleteIfExists(next);
            Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(next, lines);
            try (var written = FileChannel.open(next, StandardOpenOption.WRITE)) {
                written.force(true);
            }
        } catch (IOException e) {
            throw new IllegalCsv(
                    next,
                    "cannot be written (" + e.getClass().getSimpleName()
                            + "): check disk and permissions; nothing is published");
        }
    }

    /** What was announced is published. */
    public void published() {
        try {
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new IllegalCsv(
                    file,
                    "cannot be replaced (" + e.getClass().getSimpleName()
                            + "): check permissions; the next run will find out that the export is published");
        }
    }

    /** Whether something came after the position that the announced batch was to follow: only this agent publishes. */
    private static boolean wasPublished(List<String> lines, @Nullable Position last) {
        // Not whole: killed while it was written, so before the batch was.
        return isWhole(lines)
                && last != null
                && (lines.get(3).equals(NONE) || last.isAfter(Position.parse(lines.get(3))));
    }

    private Map<String, String> rows(List<String> lines) {
        if (!isWhole(lines)
                || !lines.get(0).equals(FORMAT)
                || !lines.get(1).equals(contract.dataset().toString())
                || !lines.get(2).equals(contract.keySchema().toString())) {
            throw new IllegalCsv(
                    file,
                    "is no state of " + contract.dataset() + " under its present key: give the right"
                            + " file, or remove it to publish every row again");
        }
        var rows = new LinkedHashMap<String, String>();
        for (var line : lines.subList(HEADER_LINES, lines.size() - 1)) {
            int space = line.indexOf(' ');
            rows.put(line.substring(0, space), line.substring(space + 1));
        }
        return rows;
    }

    private static boolean isWhole(List<String> lines) {
        return lines.size() > HEADER_LINES && lines.get(lines.size() - 1).equals(END);
    }

    private static List<String> lines(Path path) throws IOException {
        return Files.readAllLines(path, StandardCharsets.UTF_8);
    }
}

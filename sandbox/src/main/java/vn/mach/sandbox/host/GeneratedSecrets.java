package vn.mach.sandbox.host;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;
import vn.mach.connection.Secret;

/** Random secrets of the installation, made on first use and kept in one file that only its owner can read. */
public final class GeneratedSecrets {
    private final Path file;
    private final Properties kept;
    private final SecureRandom random = new SecureRandom();

    private GeneratedSecrets(Path file, Properties kept) {
        this.file = file;
        this.kept = kept;
    }

    /** Reads the secrets of a data directory; refuses one that is in use but has lost them. */
    public static GeneratedSecrets of(DataDirectory data) {
        if (data.isUsed() && !Files.exists(data.secrets())) {
            throw SandboxFailure.broken(
                    data.secrets() + " is lost and without it the data cannot be opened: start over with --fresh");
        }
        return of(data.secrets());
    }

    static GeneratedSecrets of(Path file) {
        var kept = new Properties();
        if (Files.exists(file)) {
            try (var in = Files.newBufferedReader(file)) {
                kept.load(in);
            } catch (IOException | IllegalArgumentException e) {
                throw SandboxFailure.broken(file + " cannot be read (start over with --fresh)", e);
            }
        }
        return new GeneratedSecrets(file, kept);
    }

    /** The secret of that name: the same for ever, unless the data directory is erased. */
    public synchronized Secret get(String name) {
        var value = kept.getProperty(name);
        if (value == null) {
            var bytes = new byte[20];
            random.nextBytes(bytes);
            value = HexFormat.of().formatHex(bytes);
            kept.setProperty(name, value);
            store();
        }
        return new Secret(value);
    }

    private void store() {
        var text = new StringWriter();
        try {
            kept.store(text, "Generated; whoever reads this file owns the sandbox");
            SecretFile.write(file, text.toString()); // half-written, it would lock the installation out of its own data
        } catch (IOException e) {
            throw SandboxFailure.broken(file + " cannot be written", e);
        }
    }
}

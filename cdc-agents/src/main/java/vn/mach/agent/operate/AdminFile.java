package vn.mach.agent.operate;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.AdminTarget;

/**
 * Where the commands find the agent that runs with a configuration file: a file that only its user can read, in
 * {@code $RUNTIME_DIRECTORY} (systemd's), {@code $XDG_RUNTIME_DIR}, or else a directory of the user's own in the
 * temporary directory. The commands also look in {@code /run/mach-agent}, so that root finds a service.
 */
final class AdminFile {
    private static final Path SERVICE = Path.of("/run/mach-agent");
    private static final String PRIVATE_FILE = "rw-------";
    private static final String PRIVATE_DIRECTORY = "rwx------";
    private static final int NAME_BYTES = 6;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> environment;
    private final Path temporary;
    private final String name;

    /**
     * The place of one agent, whether or not it runs.
     *
     * @param configuration the agent's YAML file, which must exist
     */
    AdminFile(Path configuration, AdminTarget target, Map<String, String> environment, Path temporary)
            throws IOException {
        this.environment = Map.copyOf(environment);
        this.temporary = temporary.resolve("mach-agent-" + System.getProperty("user.name"));
        this.name = target.agent() + "-" + fingerprint(configuration.toRealPath()) + ".json";
    }

    /** What is in the file. */
    record Content(int port, String token, long pid) {
        /** Without the token. */
        @Override
        public String toString() {
            return "port " + port + ", process " + pid;
        }
    }

    /** Writes it for the user alone, all at once; returns where. */
    Path write(Content content) throws IOException {
        var directory = directories().get(0);
        if (directory.equals(temporary)) {
            makePrivate(directory);
        }
        var whole = Files.createTempFile(
                directory,
                "." + name,
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE_FILE)));
        Files.write(whole, JSON.writeValueAsBytes(content));
        return Files.move(whole, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The newest there is; a file that others could have written is none. */
    Optional<Content> find() throws IOException {
        var places = directories();
        places.add(SERVICE);
        places.add(temporary);
        Path newest = null;
        for (var directory : places) {
            var file = directory.resolve(name);
            if (isPrivate(file) && (newest == null || modified(file) > modified(newest))) {
                newest = file;
            }
        }
        return newest == null ? Optional.empty() : Optional.of(JSON.readValue(newest.toFile(), Content.class));
    }

    private List<Path> directories() {
        var places = new ArrayList<Path>();
        for (var variable : List.of("RUNTIME_DIRECTORY", "XDG_RUNTIME_DIR")) {
            var value = environment.get(variable);
            if (value != null && !value.isBlank()) {
                places.add(Path.of(value.split(":", 2)[0]));
            }
        }
        if (places.isEmpty()) {
            places.add(temporary);
        }
        return places;
    }

    private static void makePrivate(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectory(
                    directory,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE_DIRECTORY)));
        }
        var permissions = PosixFilePermissions.toString(Files.getPosixFilePermissions(directory));
        var owner = Files.getOwner(directory).getName();
        if (!permissions.equals(PRIVATE_DIRECTORY) || !owner.equals(System.getProperty("user.name"))) {
            throw new IOException(directory + " is open to others: remove it, or set XDG_RUNTIME_DIR");
        }
    }

    private static boolean isPrivate(@Nullable Path file) throws IOException {
        return file != null
                && Files.isReadable(file)
                && PosixFilePermissions.toString(Files.getPosixFilePermissions(file))
                        .equals(PRIVATE_FILE);
    }

    private static long modified(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toMillis();
    }

    private static String fingerprint(Path file) {
        try {
            var hash =
                    MessageDigest.getInstance("SHA-256").digest(file.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, NAME_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package vn.mach.sandbox.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import vn.mach.sandbox.host.SandboxFailure;

/** As whom PostgreSQL runs: it refuses root, so root runs it in a user namespace, or as {@code nobody}. */
final class ServerAccount {
    private static final int NOBODY = 65_534;
    private static final List<String> NAMESPACE = List.of("unshare", "-U");
    private static final List<String> AS_NOBODY =
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");

    private final List<String> prefix;

    private ServerAccount(List<String> prefix) {
        this.prefix = prefix;
    }

    /** What this machine offers. */
    static ServerAccount ofThisProcess() {
        if (!isRoot()) {
            return new ServerAccount(List.of());
        }
        if (works(NAMESPACE, "true")) {
            return new ServerAccount(NAMESPACE);
        }
        if (works(AS_NOBODY, "true")) {
            return new ServerAccount(AS_NOBODY);
        }
        throw SandboxFailure.usage("PostgreSQL does not run as root, and neither 'unshare -U' nor 'setpriv' works here:"
                + " run ./mach as an ordinary user");
    }

    /** The command as that account; the process keeps its number, since each step is an exec. */
    List<String> command(List<String> command) {
        var whole = new ArrayList<>(prefix);
        whole.addAll(command);
        return whole;
    }

    /** Makes a file or an empty directory the account's own, and checks that the account gets there. */
    void own(Path path) {
        if (!prefix.equals(AS_NOBODY)) {
            return;
        }
        try {
            Files.setAttribute(path, "unix:uid", NOBODY);
            Files.setAttribute(path, "unix:gid", NOBODY);
        } catch (IOException e) {
            throw SandboxFailure.broken(path + " cannot be given to the user nobody", e);
        }
        requireReach(path);
    }

    /** PostgreSQL as {@code nobody} needs to get through every directory above. */
    void requireReach(Path path) {
        if (prefix.equals(AS_NOBODY) && !works(prefix, "test", "-r", path.toString())) {
            throw SandboxFailure.usage("PostgreSQL, running as nobody, cannot reach " + path
                    + ": move the checkout or the data (--data DIR) to where others may enter, or do not run as root");
        }
    }

    private static boolean isRoot() {
        try {
            return ((Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid")) == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean works(List<String> prefix, String... command) {
        var whole = new ArrayList<>(prefix);
        whole.addAll(List.of(command));
        try {
            return new ProcessBuilder(whole)
                            .redirectOutput(Redirect.DISCARD)
                            .redirectError(Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // not installed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

package vn.mach.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import vn.mach.sandbox.host.DiskSpace;

/** The line a user gets when something broke: a full disk first, since it breaks everything; then what broke; then what to do. */
final class FailureLine {
    private static final String OTHER_SECRETS =
            "secrets.properties is not the one this data was made with: put that one back, or start over with --fresh";
    private static final Map<String, String> REMEDIES = Map.of(
            "No space left on device", "make room, or name another disk with --data DIR",
            "Wrong user name or password", OTHER_SECRETS,
            "password authentication failed", OTHER_SECRETS,
            "invalid credentials with SASL", OTHER_SECRETS,
            "Address already in use", "stop what listens there, or choose another port with --ports NAME=PORT");

    private FailureLine() {}

    /** {@code what} with a remedy, if one is known and it names none itself. */
    static String of(String what) {
        if (what.contains("--")) {
            return what;
        }
        return REMEDIES.entrySet().stream()
                .filter(known -> what.contains(known.getKey()))
                .findFirst()
                .map(known -> what + " (" + known.getValue() + ")")
                .orElse(what);
    }

    /** The same, of what broke in a sandbox with this data directory. */
    static String of(String what, Path data) {
        try {
            return of(what, DiskSpace.of(data));
        } catch (IOException e) {
            return of(what); // its disk may be what broke
        }
    }

    static String of(String what, DiskSpace disk) {
        return disk.isFull() ? disk + "; then " + what : of(what);
    }
}

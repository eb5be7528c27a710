package vn.mach.registry.operate;

import org.jspecify.annotations.Nullable;

/**
 * Where the registry answers who operates it. It has no login.
 *
 * @param host the address it listens on; 127.0.0.1 if not given
 * @param port 0 for any that is free
 */
public record OperateConfig(@Nullable String host, int port) {
    private static final int LARGEST = 65_535;

    public OperateConfig {
        host = host == null ? "127.0.0.1" : host;
        if (host.isBlank()) {
            throw new IllegalArgumentException("host is empty: name an address of this machine, or leave it out");
        }
        if (port < 0 || port > LARGEST) {
            throw new IllegalArgumentException("port is " + port + ": 0 to " + LARGEST);
        }
    }

    String address() {
        return host == null ? "" : host;
    }
}

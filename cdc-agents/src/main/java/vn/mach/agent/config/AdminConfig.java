package vn.mach.agent.config;

import org.jspecify.annotations.Nullable;
import vn.mach.connection.Secret;

/**
 * Where the agent answers its operator, on 127.0.0.1 only.
 *
 * @param port a fixed one, for a scraper; 0 is none at all; null takes a free one, which the commands find
 * @param token what a caller must show; null makes one at each start, which the commands find
 */
public record AdminConfig(@Nullable Integer port, @Nullable Secret token) {
    private static final int SHORTEST_TOKEN = 16;
    private static final int HIGHEST_PORT = 65_535;

    public AdminConfig {
        if (port != null && (port < 0 || port > HIGHEST_PORT)) {
            throw new IllegalArgumentException("port is " + port + ": 1 to 65535, 0 for none, or leave it out");
        }
        if (token != null && token.value().length() < SHORTEST_TOKEN) {
            throw new IllegalArgumentException(
                    "token is short: " + SHORTEST_TOKEN + " characters or more, best as ${env:NAME}");
        }
    }

    /** What holds where the file says nothing. */
    public static AdminConfig standard() {
        return new AdminConfig(null, null);
    }

    public boolean isOff() {
        return port != null && port == 0;
    }
}

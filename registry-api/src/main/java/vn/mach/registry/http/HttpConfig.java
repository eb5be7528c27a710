package vn.mach.registry.http;

/** Where the service listens; port 0 takes a free one. */
public record HttpConfig(String host, int port) {
    public HttpConfig {
        if (host == null || host.isBlank()) {
            throw new IllegalArgumentException("host is missing: an address of this machine, such as 127.0.0.1");
        }
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port " + port + " is not a port: 0 to 65535");
        }
    }
}

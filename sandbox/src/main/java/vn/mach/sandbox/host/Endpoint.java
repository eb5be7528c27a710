package vn.mach.sandbox.host;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Everything that listens, all on the loopback interface, with the port it has unless told otherwise. */
public enum Endpoint {
    KAFKA(19092),
    KAFKA_INTERNAL(19093),
    KAFKA_CONTROLLER(19094),
    POSTGRES(15432),
    SCHEMA_REGISTRY(18081),
    IDENTITY(18082),
    ROUTER(18083),
    API(18080);

    private final int defaultPort;

    Endpoint(int defaultPort) {
        this.defaultPort = defaultPort;
    }

    public int defaultPort() {
        return defaultPort;
    }

    /** As written in {@code --ports} and in ports.properties. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Endpoint of(String label) {
        return Arrays.stream(values())
                .filter(endpoint -> endpoint.label().equals(label))
                .findFirst()
                .orElseThrow(() -> SandboxFailure.usage("No endpoint is called '" + label + "': --ports knows "
                        + Arrays.stream(values()).map(Endpoint::label).collect(Collectors.joining(", "))));
    }
}

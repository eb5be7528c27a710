package vn.mach.sandbox.host;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One port for each endpoint, the same after a restart. A port the user named must be free; one nobody named gives way
 * to the next free one, which is then remembered.
 */
public final class Ports {
    public static final String LOOPBACK = "127.0.0.1";
    private static final int HIGHEST = 65_535;
    private static final int FREE_FROM = 20_000; // below the range the kernel hands out to outgoing connections
    private static final int FREE_TO = 30_000;

    private final Map<Endpoint, Integer> ports;

    private Ports(Map<Endpoint, Integer> ports) {
        this.ports = ports;
    }

    /** Decides every port, by the user's word, by what {@code file} remembers, by the defaults, in this order. */
    public static Ports settle(Path file, Map<Endpoint, Integer> named) {
        return settle(file, named, true);
    }

    /** As {@link #settle(Path, Map)}, but never a default: several sandboxes side by side. */
    public static Ports settleOnFreePorts(Path file) {
        return settle(file, Map.of(), false);
    }

    /** What is wrong with them, if anything: a number that is no port, or one port for two endpoints. */
    public static Optional<String> problem(Map<Endpoint, Integer> ports) {
        var owners = new HashMap<Integer, Endpoint>();
        for (var entry : new TreeMap<>(ports).entrySet()) {
            int port = entry.getValue();
            var label = entry.getKey().label();
            if (port < 1 || port > HIGHEST) {
                return Optional.of(label + "=" + port + ": a port is a number from 1 to " + HIGHEST);
            }
            var other = owners.put(port, entry.getKey());
            if (other != null) {
                return Optional.of(label + "=" + port + ": that is the port of " + other.label() + ", give it another");
            }
        }
        return Optional.empty();
    }

    public int of(Endpoint endpoint) {
        var port = ports.get(endpoint);
        if (port == null) {
            throw new IllegalStateException("No port was settled for " + endpoint);
        }
        return port;
    }

    /** Refuses, by the names of endpoint and port, when somebody has taken it since it was settled. */
    public void requireFree(Endpoint endpoint) {
        required(endpoint, of(endpoint));
    }

    /** {@code 127.0.0.1:port}. */
    public String address(Endpoint endpoint) {
        return LOOPBACK + ":" + of(endpoint);
    }

    public static InetAddress loopback() {
        try {
            return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Ports settle(Path file, Map<Endpoint, Integer> named, boolean defaults) {
        var remembered = read(file);
        var ports = new EnumMap<Endpoint, Integer>(Endpoint.class);
        var taken = new HashSet<>(named.values());
        for (var endpoint : Endpoint.values()) {
            var asked = named.get(endpoint);
            var port = asked == null ? unnamed(endpoint, remembered, defaults, taken) : required(endpoint, asked);
            taken.add(port);
            ports.put(endpoint, port);
        }
        write(file, ports);
        return new Ports(ports);
    }

    private static int required(Endpoint endpoint, int port) {
        if (!isFree(port)) {
            throw SandboxFailure.usage("Port " + port + " for " + endpoint.label()
                    + " is in use: stop what listens there, or choose another with --ports " + endpoint.label()
                    + "=PORT");
        }
        return port;
    }

    private static int unnamed(
            Endpoint endpoint, Map<Endpoint, Integer> remembered, boolean defaults, Set<Integer> taken) {
        var preferred = remembered.getOrDefault(endpoint, defaults ? endpoint.defaultPort() : 0);
        return preferred > 0 && !taken.contains(preferred) && isFree(preferred) ? preferred : anyFree(taken);
    }

    private static int anyFree(Set<Integer> taken) {
        for (var attempt = 0; attempt < 1_000; attempt++) {
            var port = ThreadLocalRandom.current().nextInt(FREE_FROM, FREE_TO);
            if (!taken.contains(port) && isFree(port)) {
                return port;
            }
        }
        throw SandboxFailure.broken("No free port between " + FREE_FROM + " and " + FREE_TO + " on " + LOOPBACK);
    }

    /** Whether nobody listens there. */
    public static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true); // connections of a former run in TIME_WAIT do not count
            socket.bind(new InetSocketAddress(loopback(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static Map<Endpoint, Integer> read(Path file) {
        var properties = new Properties();
        var ports = new EnumMap<Endpoint, Integer>(Endpoint.class);
        if (!Files.exists(file)) {
            return ports;
        }
        try (var in = Files.newBufferedReader(file)) {
            properties.load(in);
            for (var label : properties.stringPropertyNames()) {
                ports.put(Endpoint.of(label), Integer.valueOf(properties.getProperty(label)));
            }
        } catch (IOException | IllegalArgumentException | SandboxFailure e) {
            throw SandboxFailure.usage(file + " is wrong, correct or delete it: " + e.getMessage());
        }
        problem(ports).ifPresent(problem -> {
            throw SandboxFailure.usage(file + " is wrong, correct or delete it: " + problem);
        });
        return ports;
    }

    private static void write(Path file, Map<Endpoint, Integer> ports) {
        var properties = new Properties();
        ports.forEach((endpoint, port) -> properties.setProperty(endpoint.label(), port.toString()));
        try (var out = Files.newBufferedWriter(file)) {
            properties.store(out, "Ports of this sandbox; change one with --ports");
        } catch (IOException e) {
            throw SandboxFailure.broken(file + " cannot be written", e);
        }
    }
}

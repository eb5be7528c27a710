package vn.mach.registry.openapi;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/** Somebody else's server, which answers everything alike and counts. */
final class Listener implements AutoCloseable {
    private final AtomicInteger asked = new AtomicInteger();
    private final HttpServer server;
    private volatile String location = "";

    Listener(int status, String body) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            if (!location.isEmpty()) {
                exchange.getResponseHeaders().set("Location", location);
            }
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
    }

    Listener to(URI elsewhere) {
        location = elsewhere + "/jwks";
        return this;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    int asked() {
        return asked.get();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

package vn.mach.router.topology;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.SchemaRegistryException;

/** The client's own mock of a schema registry behind HTTP, so that it can stop answering. */
final class SchemaRegistrySwitch implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SchemaCatalog owner =
            SchemaCatalog.connect(SchemaRegistryConnection.of("mock://" + UUID.randomUUID()));
    private final HttpServer server;
    private volatile boolean on = true;

    SchemaRegistrySwitch() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.start();
    }

    /** What agents register with, whatever the router sees. */
    SchemaCatalog owner() {
        return owner;
    }

    /** What a router asks through this; it knows nothing yet. */
    SchemaCatalog router() {
        return SchemaCatalog.unwaiting(SchemaRegistryConnection.of(
                "http://127.0.0.1:" + server.getAddress().getPort()));
    }

    void turn(boolean toOn) {
        on = toOn;
    }

    /** {@code GET /schemas/ids/<id>} and {@code POST /subjects/<subject>/versions}. */
    private void answer(HttpExchange call) throws IOException {
        var body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var path = call.getRequestURI().getPath().split("/");
        if (!on) {
            send(call, 503, Map.of("error_code", 50301, "message", "away"));
        } else if (path[1].equals("subjects")) {
            var schema =
                    new Schema.Parser().parse(JSON.readTree(body).get("schema").asText());
            send(call, 200, Map.of("id", owner.register(path[2], schema)));
        } else {
            byId(call, Integer.parseInt(path[3]));
        }
    }

    private void byId(HttpExchange call, int id) throws IOException {
        try {
            send(call, 200, Map.of("schema", owner.byId(id).toString()));
        } catch (SchemaRegistryException.Unknown e) {
            send(call, 404, Map.of("error_code", 40403, "message", "no such schema"));
        }
    }

    private static void send(HttpExchange call, int code, Map<String, ?> answer) throws IOException {
        var bytes = JSON.writeValueAsBytes(answer);
        call.getResponseHeaders().add("Content-Type", "application/vnd.schemaregistry.v1+json");
        call.sendResponseHeaders(code, bytes.length);
        call.getResponseBody().write(bytes);
        call.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

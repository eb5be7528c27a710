package vn.mach.agent.operate;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.agent.config.AdminConfig;
import vn.mach.agent.config.AdminTarget;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.progress.AgentFailure;

/** The endpoint of a running agent on 127.0.0.1, and the file by which the commands find it. */
public final class AdminServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final int THREADS = 3;
    private static final int TOKEN_BYTES = 32;
    private static final String REQUEST_SECONDS = "10";

    private final HttpServer server;
    private final ExecutorService threads;
    private final Path file;

    private AdminServer(HttpServer server, ExecutorService threads, Path file) {
        this.server = server;
        this.threads = threads;
        this.file = file;
    }

    /**
     * Answers from now on.
     *
     * @param configuration the agent's YAML file
     * @throws AgentFailure.Misconfigured if the port is taken or the file cannot be written
     */
    public static AdminServer open(Path configuration, AgentConfig config, Operations operations) {
        var admin = config.admin();
        var token = admin.token() == null ? newToken() : admin.token().value();
        var server = bound(admin);
        var threads = Executors.newFixedThreadPool(THREADS, task -> {
            var thread = new Thread(task, "admin");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        var routes = new AdminRoutes(operations, token);
        server.createContext("/", exchange -> answer(routes, exchange));
        try {
            var place = new AdminFile(
                    configuration,
                    AdminTarget.of(config),
                    System.getenv(),
                    Path.of(System.getProperty("java.io.tmpdir")));
            var content = new AdminFile.Content(
                    server.getAddress().getPort(),
                    token,
                    ProcessHandle.current().pid());
            var file = place.write(content);
            server.start();
            return new AdminServer(server, threads, file);
        } catch (IOException e) {
            threads.shutdownNow();
            server.stop(0);
            throw new AgentFailure.Misconfigured("the admin endpoint cannot say where it is: " + e.getMessage()
                    + "; set XDG_RUNTIME_DIR to a directory that the agent's user can write, or admin.port to 0");
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    private static HttpServer bound(AdminConfig admin) {
        // Read once, when the first server of the process is made: a caller that sends nothing keeps no thread.
        System.setProperty("sun.net.httpserver.maxReqTime", REQUEST_SECONDS);
        System.setProperty("sun.net.httpserver.maxRspTime", REQUEST_SECONDS);
        int port = admin.port() == null ? 0 : admin.port();
        try {
            return HttpServer.create(
                    new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port), 0);
        } catch (IOException e) {
            throw new AgentFailure.Misconfigured("admin.port " + port + " of 127.0.0.1 cannot be used: "
                    + e.getMessage() + "; name a free one, or leave it out");
        }
    }

    private static String newToken() {
        var bytes = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static void answer(AdminRoutes routes, HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = exchange.getRequestHeaders();
            var body = exchange.getRequestBody().readNBytes(AdminRoutes.LARGEST_BODY + 1);
            var answer = routes.answer(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().getPath(),
                    headers.getFirst("Authorization"),
                    body);
            exchange.getResponseHeaders().set("Content-Type", answer.contentType());
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            answer.headers()
                    .forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Answers no more and leaves no file. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("error", e.getMessage()).log("admin file not removed");
        }
    }
}

package vn.mach.registry.operate;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers {@code GET /healthz} (200: the process serves), {@code GET /readyz} (200, or 503 with a line for each thing that does
 * not answer) and {@code GET /metrics} (Prometheus' text format).
 */
public final class OperateServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OperateServer.class);
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final int THREADS = 2;

    /** The address is not this machine's, or its port is taken; the message is one line. */
    public static final class CannotListen extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CannotListen(String message, IOException cause) {
            super(message, cause);
        }
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final List<Dependency> dependencies;
    private final RegistryFigures figures;

    private OperateServer(
            HttpServer server, ExecutorService threads, List<Dependency> dependencies, RegistryFigures figures) {
        this.server = server;
        this.threads = threads;
        this.dependencies = List.copyOf(dependencies);
        this.figures = figures;
    }

    /** Answers from now on; throws {@link CannotListen} if it cannot listen there. */
    public static OperateServer open(OperateConfig config, List<Dependency> dependencies, RegistryFigures figures) {
        var threads = Executors.newFixedThreadPool(THREADS, task -> {
            var thread = new Thread(task, "operate");
            thread.setDaemon(true);
            return thread;
        });
        try {
            var http = HttpServer.create(new InetSocketAddress(config.address(), config.port()), 0);
            var opened = new OperateServer(http, threads, dependencies, figures);
            http.setExecutor(threads);
            http.createContext("/", opened::answer);
            http.start();
            LOG.info(
                    "answers /healthz, /readyz, /metrics on port {}",
                    http.getAddress().getPort());
            return opened;
        } catch (IOException e) {
            threads.shutdownNow();
            throw new CannotListen(
                    "operate: cannot listen on " + config.address() + ":" + config.port() + ": " + e.getMessage()
                            + "; name a free port, or leave operate out",
                    e);
        }
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!exchange.getRequestMethod().equals("GET")) {
                exchange.getResponseHeaders().set("Allow", "GET");
                send(exchange, 405, TEXT, "only GET is answered here\n");
                return;
            }
            switch (exchange.getRequestURI().getPath()) {
                case "/healthz" -> send(exchange, 200, TEXT, "ok\n");
                case "/readyz" -> ready(exchange);
                case "/metrics" -> metrics(exchange);
                default -> send(exchange, 404, TEXT, "there is /healthz, /readyz and /metrics\n");
            }
        }
    }

    private void ready(HttpExchange exchange) throws IOException {
        var silent = dependencies.stream()
                .filter(dependency -> !dependency.answers())
                .map(dependency -> dependency.name() + " does not answer\n")
                .collect(Collectors.joining());
        send(exchange, silent.isEmpty() ? 200 : 503, TEXT, silent.isEmpty() ? "ready\n" : silent);
    }

    /** Half a set of figures is none: without the database there are no metrics, and the scrape fails. */
    private void metrics(HttpExchange exchange) throws IOException {
        var text = new ByteArrayOutputStream();
        var writer = PrometheusTextFormatWriter.create();
        try {
            writer.write(text, figures.snapshots());
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("the figures cannot be read");
            send(exchange, 503, TEXT, "the figures cannot be read now\n");
            return;
        }
        send(exchange, 200, writer.getContentType(), text.toString(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, String type, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}

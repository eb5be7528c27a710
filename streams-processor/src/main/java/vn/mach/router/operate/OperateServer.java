package vn.mach.router.operate;

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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.router.operate.DatasetView.State;

/**
 * Answers {@code GET /healthz} (200: views are followed), {@code GET /readyz} (200, or 503 with a line for each dataset that is
 * not served) and {@code GET /metrics} (Prometheus' text format). A dataset that has failed does not make a router unready:
 * another one would have the same illness, and the others are served here.
 */
public final class OperateServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OperateServer.class);
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final int THREADS = 2;

    private final HttpServer server;
    private final ExecutorService threads;
    private final Supplier<List<DatasetView>> datasets;

    private OperateServer(HttpServer server, ExecutorService threads, Supplier<List<DatasetView>> datasets) {
        this.server = server;
        this.threads = threads;
        this.datasets = datasets;
    }

    /**
     * Answers from now on; throws IllegalArgumentException, in one line, if it cannot listen there.
     *
     * @param datasets asked at each request; an empty list until the views are read
     */
    public static OperateServer open(OperateConfig config, Supplier<List<DatasetView>> datasets) {
        var threads = Executors.newFixedThreadPool(THREADS, task -> {
            var thread = new Thread(task, "operate");
            thread.setDaemon(true);
            return thread;
        });
        try {
            var http = HttpServer.create(new InetSocketAddress(config.address(), config.port()), 0);
            var opened = new OperateServer(http, threads, datasets);
            http.setExecutor(threads);
            http.createContext("/", opened::answer);
            http.start();
            LOG.atInfo().addKeyValue("port", http.getAddress().getPort()).log("answers /healthz, /readyz, /metrics");
            return opened;
        } catch (IOException e) {
            threads.shutdownNow();
            throw new IllegalArgumentException(
                    "operate: cannot listen on " + config.address() + ":" + config.port() + ": " + e.getMessage()
                            + "; name a free port, or leave operate out",
                    e);
        }
    }

    int port() {
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
        var waiting = datasets.get().stream()
                .filter(dataset -> dataset.state() == State.STARTING || dataset.state() == State.REBALANCING)
                .map(dataset -> dataset.dataset() + " " + dataset.state() + ", " + dataset.restoring()
                        + " records to restore\n")
                .collect(Collectors.joining());
        send(exchange, waiting.isEmpty() ? 200 : 503, TEXT, waiting.isEmpty() ? "ready\n" : waiting);
    }

    private void metrics(HttpExchange exchange) throws IOException {
        var text = new ByteArrayOutputStream();
        var writer = PrometheusTextFormatWriter.create();
        writer.write(text, RouterMetrics.of(datasets.get()));
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

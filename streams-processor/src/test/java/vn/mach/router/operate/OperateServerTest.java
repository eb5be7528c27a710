package vn.mach.router.operate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import vn.mach.naming.DatasetId;
import vn.mach.router.operate.DatasetView.Admission;
import vn.mach.router.operate.DatasetView.State;

class OperateServerTest {
    private static final OperateConfig ANY_PORT = new OperateConfig(null, 0);

    @Test
    void a_router_is_ready_once_no_dataset_waits_for_its_partitions_or_its_stores() throws Exception {
        try (var server = OperateServer.open(ANY_PORT, () -> List.of(view("moj.person", State.REBALANCING)))) {
            assertThat(get(server, "/healthz").statusCode()).isEqualTo(200);
            assertThat(get(server, "/readyz").statusCode()).isEqualTo(503);
            assertThat(get(server, "/readyz").body()).isEqualTo("moj.person REBALANCING, 7 records to restore\n");
        }
        try (var server = OperateServer.open(
                ANY_PORT, () -> List.of(view("moj.person", State.RUNNING), view("mof.tax", State.IDLE)))) {
            assertThat(get(server, "/readyz").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void one_sick_dataset_does_not_make_a_router_unready_for_the_others() throws Exception {
        try (var server = OperateServer.open(
                ANY_PORT, () -> List.of(view("moj.person", State.RUNNING), view("mof.tax", State.FAILED)))) {
            assertThat(get(server, "/readyz").statusCode()).isEqualTo(200);
            assertThat(get(server, "/metrics").body())
                    .contains("mach_router_dataset_state{dataset=\"mof.tax\",state=\"failed\"} 1.0");
        }
    }

    @Test
    void its_figures_are_in_prometheus_text() throws Exception {
        try (var server = OperateServer.open(ANY_PORT, () -> List.of(view("moj.person", State.RUNNING)))) {
            var answer = get(server, "/metrics");

            assertThat(answer.headers().firstValue("Content-Type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain; version=0.0.4"));
            assertThat(answer.body())
                    .contains(
                            "# TYPE mach_router_records_total counter",
                            "mach_router_records_total{dataset=\"moj.person\"} 1000.0",
                            "mach_router_views{dataset=\"moj.person\",state=\"admitted\"} 3.0",
                            "mach_router_views{dataset=\"moj.person\",state=\"refused\"} 0.0",
                            "mach_router_restore_seconds{dataset=\"moj.person\"} 1.5",
                            "mach_router_lag_records{dataset=\"moj.person\"} 12.0");
        }
    }

    @Test
    void nothing_else_is_answered() throws Exception {
        try (var server = OperateServer.open(ANY_PORT, List::of)) {
            var post = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(uri(server, "/metrics"))
                                    .POST(BodyPublishers.ofString("x"))
                                    .build(),
                            BodyHandlers.ofString());

            assertThat(post.statusCode()).isEqualTo(405);
            assertThat(get(server, "/views").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void a_port_that_is_taken_is_said_in_one_line() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var config = new OperateConfig(null, taken.getLocalPort());

            assertThatThrownBy(() -> OperateServer.open(config, List::of))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll("operate", ":" + taken.getLocalPort(), "name a free port");
        }
        assertThatThrownBy(() -> new OperateConfig(null, 70_000)).hasMessageContaining("port is 70000");
    }

    private static DatasetView view(String dataset, State state) {
        return new DatasetView(
                DatasetId.parse(dataset),
                state,
                null,
                Map.of(Admission.ADMITTED, 3L),
                6,
                0,
                7,
                1_500L,
                1_000,
                12,
                5,
                99);
    }

    private static HttpResponse<String> get(OperateServer server, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri(server, path)).build(), BodyHandlers.ofString());
    }

    private static URI uri(OperateServer server, String path) {
        return URI.create("http://127.0.0.1:" + server.port() + path);
    }
}

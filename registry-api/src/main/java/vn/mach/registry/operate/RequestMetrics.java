package vn.mach.registry.operate;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import vn.mach.registry.http.Traffic;

/** Requests by route and status, and how long they took. A route is its template: what callers make up is no new series. */
public final class RequestMetrics implements Traffic {
    private static final double NANOS = 1e9;
    private static final double[] SECONDS = {
        0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, Double.POSITIVE_INFINITY
    };

    private record Series(String method, String route, int status) {
        Labels labels() {
            return Labels.of("method", method, "route", route, "status", String.valueOf(status));
        }
    }

    private static final class Latency {
        final AtomicLongArray classes = new AtomicLongArray(SECONDS.length);
        final LongAdder nanos = new LongAdder();
    }

    private final ConcurrentHashMap<Series, Latency> series = new ConcurrentHashMap<>();

    @Override
    public void answered(String method, String route, int status, long nanos) {
        var latency = series.computeIfAbsent(new Series(method, route, status), unused -> new Latency());
        latency.nanos.add(nanos);
        latency.classes.incrementAndGet(classOf(nanos / NANOS));
    }

    private static int classOf(double seconds) {
        int i = 0;
        while (seconds > SECONDS[i]) {
            i++;
        }
        return i;
    }

    HistogramSnapshot snapshot() {
        var histogram = HistogramSnapshot.builder()
                .name("mach_registry_request_seconds")
                .help("Requests answered, by how long that took");
        series.forEach((of, latency) -> histogram.dataPoint(HistogramDataPointSnapshot.builder()
                .labels(of.labels())
                .classicHistogramBuckets(buckets(latency.classes))
                .sum(latency.nanos.sum() / NANOS)
                .build()));
        return histogram.build();
    }

    private static ClassicHistogramBuckets buckets(AtomicLongArray classes) {
        var buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < SECONDS.length; i++) {
            buckets.bucket(SECONDS[i], classes.get(i));
        }
        return buckets.build();
    }
}

package vn.mach.registry.operate;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * What the registry's figures are read from, each time they are asked for.
 *
 * @param problems how many things the last run of the reconciler could not do
 * @param grants how many grants are in which state
 */
public record RegistryFigures(RequestMetrics requests, IntSupplier problems, Supplier<Map<String, Integer>> grants) {
    MetricSnapshots snapshots() {
        var byState = GaugeSnapshot.builder().name("mach_registry_grants").help("Grants by their state");
        grants.get().forEach((state, count) -> byState.dataPoint(point(Labels.of("state", state), count)));
        return MetricSnapshots.builder()
                .metricSnapshot(requests.snapshot())
                .metricSnapshot(GaugeSnapshot.builder()
                        .name("mach_registry_reconcile_problems")
                        .help("What the last run of the reconciler could not do")
                        .dataPoint(point(Labels.EMPTY, problems.getAsInt()))
                        .build())
                .metricSnapshot(byState.build())
                .build();
    }

    private static GaugeDataPointSnapshot point(Labels labels, double value) {
        return GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
    }
}

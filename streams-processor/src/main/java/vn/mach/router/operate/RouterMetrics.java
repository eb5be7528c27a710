package vn.mach.router.operate;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import vn.mach.router.operate.DatasetView.Admission;
import vn.mach.router.operate.DatasetView.State;

/** The figures of all datasets, for Prometheus. */
final class RouterMetrics {
    private static final double MILLIS = 1e3;

    private final List<DatasetView> datasets;
    private final MetricSnapshots.Builder metrics = MetricSnapshots.builder();

    private RouterMetrics(List<DatasetView> datasets) {
        this.datasets = datasets;
    }

    static MetricSnapshots of(List<DatasetView> datasets) {
        var metrics = new RouterMetrics(datasets);
        metrics.states();
        metrics.gauge("active_tasks", "Partitions that this process routes", DatasetView::activeTasks);
        metrics.gauge("standby_tasks", "Partitions whose stores it keeps ready for another", DatasetView::standbyTasks);
        metrics.gauge("restore_remaining_records", "Records that stores still lack", DatasetView::restoring);
        metrics.restored();
        metrics.processed();
        metrics.gauge("lag_records", "Records of the dataset that are not processed yet", DatasetView::lag);
        metrics.gauge("store_rows", "Rows in the stores, an estimate", DatasetView::storeRows);
        metrics.gauge("store_bytes", "What the stores take on disk", DatasetView::storeBytes);
        return metrics.metrics.build();
    }

    private void states() {
        var states = named("dataset_state", "1 for what a dataset does, 0 for the others");
        var views = named("views", "Views by whether they are written");
        for (var dataset : datasets) {
            for (var state : State.values()) {
                states.dataPoint(point(dataset, "state", state, dataset.state() == state ? 1 : 0));
            }
            for (var admission : Admission.values()) {
                views.dataPoint(
                        point(dataset, "state", admission, dataset.views().getOrDefault(admission, 0L)));
            }
        }
        metrics.metricSnapshot(states.build()).metricSnapshot(views.build());
    }

    private void gauge(String name, String help, ToDoubleFunction<DatasetView> value) {
        var gauge = named(name, help);
        datasets.forEach(dataset -> gauge.dataPoint(point(dataset, value.applyAsDouble(dataset))));
        metrics.metricSnapshot(gauge.build());
    }

    private void restored() {
        var gauge = named("restore_seconds", "How long the last restore of stores took");
        for (var dataset : datasets) {
            var millis = dataset.restoredMillis();
            if (millis != null) {
                gauge.dataPoint(point(dataset, millis / MILLIS));
            }
        }
        metrics.metricSnapshot(gauge.build());
    }

    private void processed() {
        var counter = CounterSnapshot.builder()
                .name("mach_router_records")
                .help("Records processed since the dataset's application started");
        datasets.forEach(dataset -> counter.dataPoint(CounterDataPointSnapshot.builder()
                .labels(labels(dataset, null, null))
                .value(dataset.processed())
                .build()));
        metrics.metricSnapshot(counter.build());
    }

    private static GaugeSnapshot.Builder named(String name, String help) {
        return GaugeSnapshot.builder().name("mach_router_" + name).help(help);
    }

    private static GaugeDataPointSnapshot point(DatasetView dataset, double value) {
        return GaugeDataPointSnapshot.builder()
                .labels(labels(dataset, null, null))
                .value(value)
                .build();
    }

    private static GaugeDataPointSnapshot point(DatasetView dataset, String label, Enum<?> of, double value) {
        return GaugeDataPointSnapshot.builder()
                .labels(labels(dataset, label, of.name().toLowerCase(Locale.ROOT)))
                .value(value)
                .build();
    }

    private static Labels labels(DatasetView dataset, @Nullable String label, @Nullable String value) {
        var labels = Labels.of("dataset", dataset.dataset().toString());
        return label == null || value == null ? labels : labels.merge(Labels.of(label, value));
    }
}

package vn.mach.agent.operate;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.publish.StatusReporter.State;

/** The answer of {@code GET /metrics}: Prometheus' text format 0.0.4. The names are promised in docs/agents-metrics.md. */
final class MetricsText {
    static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final List<String> WAL_STATUSES = List.of("reserved", "extended", "unreserved", "lost");
    private static final double MILLIS_PER_SECOND = 1e3;

    private final StringBuilder text = new StringBuilder();

    private MetricsText() {}

    static String of(View view, Flow flow) {
        var metrics = new MetricsText();
        metrics.state(view);
        metrics.flow(view, flow);
        metrics.reading(view.reading());
        metrics.held(view);
        metrics.log(view.log());
        return metrics.text.toString();
    }

    private void state(View view) {
        head("mach_agent_state", "gauge", "1 for what the agent does, 0 for the others");
        for (var state : State.values()) {
            sample(
                    "mach_agent_state",
                    Map.of("state", state.name()),
                    state.name().equals(view.state()) ? 1 : 0);
        }
        gauge("mach_agent_state_since_timestamp_seconds", "When it began to", seconds(view.since()));
        var error = view.lastError();
        gauge(
                "mach_agent_last_error_timestamp_seconds",
                "When an error was told last; 0 if none was",
                error == null ? 0 : seconds(error.at()));
    }

    private void flow(View view, Flow flow) {
        head("mach_agent_rows_total", "counter", "Rows visible in Kafka");
        view.tables().forEach(table -> table.rows()
                .forEach((operation, rows) ->
                        sample("mach_agent_rows_total", Map.of("dataset", table.dataset(), "op", operation), rows)));
        head("mach_agent_bytes_total", "counter", "Bytes of their keys and values");
        view.tables()
                .forEach(table -> sample("mach_agent_bytes_total", Map.of("dataset", table.dataset()), table.bytes()));
        head("mach_agent_transactions_total", "counter", "Kafka transactions");
        sample("mach_agent_transactions_total", Map.of(), view.transactions());
        histogram("mach_agent_commit_seconds", "How long Kafka took to commit a transaction", flow.commits());
        var lag = view.lagMillis();
        gauge(
                "mach_agent_lag_seconds",
                "From commit at the source to visible, of the last change",
                lag == null ? null : lag / MILLIS_PER_SECOND);
    }

    private void reading(Reading.@Nullable Now reading) {
        head("mach_agent_reading_rows", "gauge", "Rows of a snapshot or resync read so far, while there is one");
        if (reading != null) {
            sample("mach_agent_reading_rows", Map.of("kind", reading.kind()), reading.rows());
        }
        head("mach_agent_reading_rows_expected", "gauge", "The database's estimate of all of them; -1 if it has none");
        if (reading != null) {
            sample("mach_agent_reading_rows_expected", Map.of("kind", reading.kind()), reading.of());
        }
    }

    private void held(View view) {
        head("mach_agent_held_tables", "gauge", "Tables that do not fit their contract; their changes wait");
        sample(
                "mach_agent_held_tables",
                Map.of(),
                view.tables().stream().filter(table -> table.held() != null).count());
        head("mach_agent_held_changes", "gauge", "Changes that wait");
        for (var table : view.tables()) {
            var why = table.held();
            sample("mach_agent_held_changes", Map.of("dataset", table.dataset()), why == null ? 0 : why.changes());
        }
    }

    private void log(View.@Nullable Log log) {
        gauge(
                "mach_agent_log_kept_bytes",
                "Log that the server keeps for the slot",
                log == null ? null : log.keptBytes());
        gauge("mach_agent_log_lag_bytes", "Log that is not published yet", log == null ? null : log.lagBytes());
        gauge("mach_agent_log_budget_bytes", "database.log-budget", log == null ? null : log.budgetBytes());
        gauge(
                "mach_agent_log_safe_bytes",
                "safe_wal_size: what can be written before the slot may be lost, if the server sets a limit",
                log == null ? null : log.safeWalSize());
        head(
                "mach_agent_log_level",
                "gauge",
                "1 for how much of the budget is spent: ok, warn 50 %, alarm 80 %, spent");
        if (log != null) {
            for (var level : KeptLog.Level.values()) {
                var name = level.name();
                sample(
                        "mach_agent_log_level",
                        Map.of("level", name.toLowerCase(Locale.ROOT)),
                        name.equals(log.level()) ? 1 : 0);
            }
        }
        head("mach_agent_wal_status", "gauge", "1 for the slot's wal_status");
        if (log != null) {
            WAL_STATUSES.forEach(status ->
                    sample("mach_agent_wal_status", Map.of("status", status), status.equals(log.walStatus()) ? 1 : 0));
        }
    }

    private void histogram(String name, String help, Histogram values) {
        head(name, "histogram", help);
        var counts = values.cumulative();
        for (int i = 0; i < Histogram.BOUNDS.length; i++) {
            sample(name + "_bucket", Map.of("le", number(Histogram.BOUNDS[i] / MILLIS_PER_SECOND)), counts[i]);
        }
        sample(name + "_bucket", Map.of("le", "+Inf"), counts[Histogram.BOUNDS.length]);
        sample(name + "_sum", Map.of(), values.sumSeconds());
        sample(name + "_count", Map.of(), counts[Histogram.BOUNDS.length]);
    }

    /** Without a sample where there is no value: Prometheus then knows none, rather than a wrong one. */
    private void gauge(String name, String help, @Nullable Number value) {
        head(name, "gauge", help);
        if (value != null) {
            sample(name, Map.of(), value);
        }
    }

    private void head(String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    /** Label values are names and never need escaping. */
    private void sample(String name, Map<String, String> labels, Number value) {
        text.append(name);
        if (!labels.isEmpty()) {
            var pairs = labels.entrySet().stream()
                    .map(label -> label.getKey() + "=\"" + label.getValue() + "\"")
                    .sorted()
                    .toArray(String[]::new);
            text.append('{').append(String.join(",", Arrays.asList(pairs))).append('}');
        }
        text.append(' ').append(number(value)).append('\n');
    }

    /** Whole numbers without a fraction or an exponent. */
    private static String number(Number value) {
        boolean whole = value.doubleValue() == value.longValue();
        return whole ? Long.toString(value.longValue()) : Double.toString(value.doubleValue());
    }

    private static double seconds(String instant) {
        return Instant.parse(instant).toEpochMilli() / MILLIS_PER_SECOND;
    }
}

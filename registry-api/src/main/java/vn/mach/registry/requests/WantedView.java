package vn.mach.registry.requests;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Refusal;

/**
 * What a view should be that the requester did not find. Only its owner knows whether it fits: a requester does not learn the
 * columns of a dataset by asking.
 */
record WantedView(
        @Nullable String condition,
        List<Map<String, Object>> columns,
        @Nullable List<String> key) {
    private static final int MAX_CONDITION = 10_000;
    private static final int MAX_COLUMNS = 1_000;

    WantedView {
        if (condition != null && condition.length() > MAX_CONDITION) {
            throw new Refusal.Invalid("invalid-field", "condition: at most " + MAX_CONDITION + " characters");
        }
        if (columns.isEmpty()
                || columns.size() > MAX_COLUMNS
                || columns.stream().anyMatch(Objects::isNull)) {
            throw new Refusal.Invalid("invalid-field", "columns: 1 to " + MAX_COLUMNS + ", none of them null");
        }
        columns = List.copyOf(columns);
        key = key == null ? null : List.copyOf(Body.required("key", key));
    }
}

package vn.mach.registry.declaration;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.ViewId;
import vn.mach.registry.datasets.Dataset;
import vn.mach.registry.datasets.Title;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Refusal;
import vn.mach.registry.views.NewView;
import vn.mach.registry.views.View;

/**
 * @param audience of a sealed view
 * @param key where it is not the dataset's
 * @param sensitive the sensitive columns that the view tells of, said once more
 */
record DeclaredView(
        String view,
        @Nullable Title title,
        @Nullable String audience,
        @Nullable String condition,
        List<Map<String, Object>> columns,
        @Nullable List<String> key,
        @Nullable List<String> sensitive)
        implements Declared {
    DeclaredView {
        view = ViewId.parse(Body.required("view", view)).toString();
        condition = Objects.requireNonNullElse(condition, "").strip();
        columns = List.copyOf(Body.required("columns", columns));
        sensitive = Objects.requireNonNullElse(sensitive, List.<String>of()).stream()
                .sorted()
                .toList();
    }

    static DeclaredView of(View view, Dataset dataset) {
        var is = NewView.of(view, dataset);
        return new DeclaredView(
                        view.id().toString(),
                        is.title(),
                        is.subscriber(),
                        is.condition(),
                        is.columns(),
                        is.key(),
                        is.sensitive())
                .over(DeclaredDataset.of(dataset));
    }

    /** The same with every rule said, and no key that is the dataset's: two that mean the same are equal. */
    DeclaredView over(DeclaredDataset dataset) {
        try {
            var rules = columns.stream()
                    .map(rule -> NewView.rule(rule, dataset.classification()).toMap())
                    .toList();
            boolean datasetsKey = key == null || key.isEmpty() || key.equals(dataset.key());
            return new DeclaredView(view, title, audience, condition, rules, datasetsKey ? null : key, sensitive);
        } catch (IllegalArgumentException e) {
            throw new Refusal.Invalid("illegal-view", String.valueOf(e.getMessage()));
        }
    }

    ViewId viewId() {
        return ViewId.parse(view);
    }

    NewView wanted() {
        return new NewView(viewId().slug(), title, condition, columns, audience, key, sensitive);
    }

    @Override
    public String id() {
        return view;
    }
}

package vn.mach.registry.views;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgencyId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.registry.datasets.Classification;
import vn.mach.registry.datasets.Dataset;
import vn.mach.registry.datasets.Title;
import vn.mach.registry.http.Body;
import vn.mach.registry.http.Refusal;
import vn.mach.view.BoundView;
import vn.mach.view.ColumnRule;
import vn.mach.view.Gate;
import vn.mach.view.ViewDefinition;

/**
 * The body of a definition; also what a request for columns and a condition comes to.
 *
 * @param slug of a new view; of one that is defined anew it may be left out
 * @param columns rules; without a rule an identifying column gets a pseudonym, any other is kept
 * @param key of the view, where it is not the dataset's
 * @param sensitive the sensitive columns that the view shows or its condition names, said once more
 */
public record NewView(
        @Nullable String slug,
        @Nullable Title title,
        @Nullable String condition,
        List<Map<String, Object>> columns,
        @Nullable String subscriber,
        @Nullable List<String> key,
        @Nullable List<String> sensitive) {
    public NewView {
        if (Body.required("columns", columns).stream().anyMatch(Objects::isNull)) {
            throw new Refusal.Invalid("invalid-field", "columns: one of them is null");
        }
        key = names("key", key);
        sensitive = names("sensitive", sensitive);
    }

    ViewId id(DatasetId dataset) {
        return ViewId.of(dataset, Body.text("slug", slug, 31));
    }

    /**
     * The first version, bound once so that nothing wrong is stored. What shows more than basic fields, tells of them by
     * its condition, or shows a pseudonym (it can be joined within the view), is sealed and needs its one subscriber.
     */
    ViewDefinition definitionOver(Dataset dataset) {
        return definitionOver(dataset, id(dataset.id()), 1, 1, this::audience);
    }

    /** The same for an agency that asks for it: it is the subscriber if the view has to be sealed. */
    ViewDefinition definitionFor(AgencyId requester, Dataset dataset) {
        return definitionOver(dataset, id(dataset.id()), 1, 1, isSealed -> isSealed ? requester : null);
    }

    /** The next version of a view, likewise. */
    ViewDefinition nextOver(Dataset dataset, ViewDefinition now) {
        if (slug != null && !slug.equals(now.id().slug())) {
            throw new Refusal.Invalid(
                    "slug-changes", "slug: this view is '" + now.id().slug() + "': leave it out");
        }
        return definitionOver(dataset, now.id(), now.version() + 1, now.revision() + 1, this::audience);
    }

    private ViewDefinition definitionOver(Dataset dataset, ViewId id, int version, long revision, Audience audience) {
        try {
            var rules = columns.stream()
                    .map(rule -> rule(rule, dataset.classification()))
                    .toList();
            var where = condition == null ? "" : condition.strip();
            var told = BoundView.columnsIn(where, dataset.contract());
            boolean sealed = rules.stream().anyMatch(rule -> seals(rule, dataset))
                    || told.stream().anyMatch(column -> seals(column, dataset));
            requireSensitiveNamed(rules, told, dataset);
            var definition = new ViewDefinition(
                    id,
                    version,
                    revision,
                    sealed ? Gate.CLOSED : Gate.OPEN,
                    sealed,
                    audience.of(sealed),
                    where,
                    rules,
                    dataset.contract(),
                    dataset.partitions(),
                    Objects.requireNonNullElse(key, List.of()));
            ViewSchemas.of(definition);
            return definition;
        } catch (IllegalArgumentException e) {
            throw new Refusal.Invalid("illegal-view", String.valueOf(e.getMessage()));
        }
    }

    /** Whom a view is for. */
    private interface Audience {
        @Nullable
        AgencyId of(boolean sealed);
    }

    private static List<String> names(String field, @Nullable List<String> names) {
        var given = Objects.requireNonNullElse(names, List.<String>of());
        if (given.stream().anyMatch(Objects::isNull) || Set.copyOf(given).size() != given.size()) {
            throw new Refusal.Invalid("invalid-field", field + ": names of columns stand here, each once");
        }
        return List.copyOf(given);
    }

    /** What a rule means: without one an identifying column gets a pseudonym, any other is kept. */
    public static ColumnRule rule(Map<String, Object> json, Map<String, Classification> classification) {
        var rule = ColumnRule.parse(json);
        boolean identifies = classification.get(rule.column()) == Classification.IDENTIFIER;
        return json.get("rule") == null && identifies ? new ColumnRule.Pseudonym(rule.column()) : rule;
    }

    /** A steward shows what is sensitive with open eyes: it is named twice. */
    private void requireSensitiveNamed(List<ColumnRule> rules, Set<String> told, Dataset dataset) {
        var shown = sensitive(rules, told, dataset);
        var named = Set.copyOf(Objects.requireNonNullElse(sensitive, List.of()));
        if (!shown.equals(named)) {
            throw new Refusal.Invalid(
                    "sensitive-not-named",
                    "sensitive: this view shows, or its condition tells of, the sensitive columns " + shown
                            + ": name exactly these in 'sensitive', or leave them out of the view");
        }
    }

    private static SortedSet<String> sensitive(List<ColumnRule> rules, Set<String> told, Dataset dataset) {
        var shown = new TreeSet<>(told);
        rules.stream().filter(NewView::shows).map(ColumnRule::column).forEach(shown::add);
        shown.removeIf(column -> dataset.classification().get(column) != Classification.SENSITIVE);
        return shown;
    }

    /** What would define the view as it is. */
    public static NewView of(View view, Dataset dataset) {
        var is = view.definition();
        var audience = is.audience();
        var told = BoundView.columnsIn(is.condition(), is.contract());
        return new NewView(
                is.id().slug(),
                view.title(),
                is.condition(),
                is.columns().stream().map(ColumnRule::toMap).toList(),
                audience == null ? null : audience.slug(),
                is.key(),
                List.copyOf(sensitive(is.columns(), told, dataset)));
    }

    private static boolean shows(ColumnRule rule) {
        return !(rule instanceof ColumnRule.Withhold || rule instanceof ColumnRule.Constant);
    }

    private static boolean seals(ColumnRule rule, Dataset dataset) {
        return shows(rule) && (rule.isKeyed() || seals(rule.column(), dataset));
    }

    private static boolean seals(String column, Dataset dataset) {
        var classification = dataset.classification().get(column);
        return classification != null && classification.seals();
    }

    private @Nullable AgencyId audience(boolean sealed) {
        if (sealed && subscriber == null) {
            throw new Refusal.Invalid(
                    "subscriber-missing",
                    "subscriber: a view that shows personal, sensitive or identifying columns, or a pseudonym, or whose"
                            + " condition names such a column, is sealed: name the one agency it is for");
        }
        if (!sealed && subscriber != null) {
            throw new Refusal.Invalid(
                    "subscriber-not-allowed",
                    "subscriber: this view shows basic columns only, so it is shared by all its subscribers: leave it out");
        }
        return subscriber == null ? null : AgencyId.of(subscriber);
    }
}

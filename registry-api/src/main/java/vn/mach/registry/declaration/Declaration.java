package vn.mach.registry.declaration;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.mach.registry.http.Refusal;

/**
 * What there is to be. Of a kind that is not mentioned nothing is said; an empty list says that there is none.
 *
 * @param agencies in any order, as the others
 */
record Declaration(
        @Nullable List<DeclaredAgency> agencies,
        @Nullable List<DeclaredDataset> datasets,
        @Nullable List<DeclaredView> views,
        @Nullable List<DeclaredGrant> grants) {
    /** What can be declared. */
    enum Kind {
        AGENCY("agency", "agencies"),
        DATASET("dataset", "datasets"),
        VIEW("view", "views"),
        GRANT("grant", "grants");

        final String one;
        final String key;

        Kind(String one, String key) {
            this.one = one;
            this.key = key;
        }
    }

    Declaration {
        if (Stream.of(agencies, datasets, views, grants).allMatch(Objects::isNull)) {
            throw new Refusal.Invalid(
                    "empty-declaration", "nothing is declared: name at least one of agencies, datasets, views, grants");
        }
        agencies = copy(Kind.AGENCY, agencies);
        datasets = copy(Kind.DATASET, datasets);
        views = copy(Kind.VIEW, views);
        grants = copy(Kind.GRANT, grants);
    }

    private static <T> @Nullable List<T> copy(Kind kind, @Nullable List<T> list) {
        if (list != null && list.stream().anyMatch(Objects::isNull)) {
            throw new Refusal.Invalid("invalid-field", kind.key + ": one of them is null");
        }
        return list == null ? null : List.copyOf(list);
    }

    /** Null where nothing is said of the kind. */
    @Nullable
    List<? extends Declared> of(Kind kind) {
        return switch (kind) {
            case AGENCY -> agencies;
            case DATASET -> datasets;
            case VIEW -> views;
            case GRANT -> grants;
        };
    }

    Optional<DeclaredDataset> dataset(String id) {
        return find(datasets, id);
    }

    static <T extends Declared> Optional<T> find(@Nullable List<T> among, String id) {
        return Objects.requireNonNullElse(among, List.<T>of()).stream()
                .filter(declared -> declared.id().equals(id))
                .findFirst();
    }
}

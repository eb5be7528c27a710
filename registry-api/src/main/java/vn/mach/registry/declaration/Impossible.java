package vn.mach.registry.declaration;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.mach.registry.declaration.Declaration.Kind;
import vn.mach.registry.declaration.Difference.Field;

/** What no declaration does, because the registry has no such act or other people have to agree; null for what can be tried. */
final class Impossible {
    private static final Set<String> OF_A_CONTRACT = Set.of("contract", "classification");

    private Impossible() {}

    static @Nullable String creating(Declared declared) {
        if (declared instanceof DeclaredGrant) {
            return "a grant is asked for and approved by two people: submit a request (POST /api/v1/requests), export again";
        }
        if (declared instanceof DeclaredAgency agency && agency.ended() != null) {
            return "an agency ends by a merger: enrol it without 'ended', then POST /api/v1/agencies/mergers";
        }
        return null;
    }

    static @Nullable String changing(Kind kind, List<Field> fields) {
        return switch (kind) {
            case AGENCY ->
                "an agency's name and level stay, its codes change by POST /api/v1/agencies/import, its end by"
                        + " /api/v1/agencies/mergers: export again afterwards";
            case DATASET -> beyond(fields, OF_A_CONTRACT, "of a dataset only contract and classification can change");
            case VIEW ->
                fields.stream().allMatch(field -> field.key().equals("title"))
                        ? "a view's title changes only together with its definition"
                        : null;
            case GRANT ->
                beyond(
                        fields,
                        Set.of("state"),
                        "a grant lasts longer when two people approve it (POST /api/v1/grants/{id}/renew), and is not shortened");
        };
    }

    private static @Nullable String beyond(List<Field> fields, Set<String> possible, String why) {
        var others = fields.stream()
                .map(Field::key)
                .distinct()
                .filter(field -> !possible.contains(field))
                .collect(Collectors.joining(", "));
        return others.isEmpty() ? null : others + ": " + why;
    }

    static @Nullable String deleting(Kind kind) {
        return switch (kind) {
            case AGENCY -> "an agency is never deleted, it ends by a merger: put it back, or leave out 'agencies'";
            case DATASET -> "a dataset is never deleted: put it back, or leave out 'datasets'";
            case VIEW, GRANT -> null;
        };
    }
}

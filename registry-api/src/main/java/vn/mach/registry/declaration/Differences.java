package vn.mach.registry.declaration;

import static vn.mach.registry.declaration.Difference.Act.CHANGE;
import static vn.mach.registry.declaration.Difference.Act.CREATE;
import static vn.mach.registry.declaration.Difference.Act.DELETE;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import vn.mach.registry.declaration.Declaration.Kind;
import vn.mach.registry.http.Refusal;

/** Compares what there is with what is declared. */
final class Differences {
    private Differences() {}

    /** By kind, and in it in the order of the declaration, what is to go first. */
    static List<Difference> between(Declaration now, Declaration wanted) {
        var differences = new ArrayList<Difference>();
        for (var kind : Kind.values()) {
            var declared = normal(kind, now, wanted);
            if (declared != null) {
                compare(kind, byId(kind, now.of(kind)), byId(kind, declared), differences);
            }
        }
        return List.copyOf(differences);
    }

    /** Views that mean the same are equal once they are read over their dataset. */
    private static @Nullable List<? extends Declared> normal(Kind kind, Declaration now, Declaration wanted) {
        var views = wanted.views();
        if (kind != Kind.VIEW || views == null) {
            return wanted.of(kind);
        }
        var normal = new ArrayList<DeclaredView>();
        for (var view : views) {
            var id = view.viewId().dataset().toString();
            var dataset = wanted.dataset(id).or(() -> now.dataset(id));
            try {
                normal.add(dataset.map(view::over).orElse(view));
            } catch (Refusal e) {
                throw Where.of(Kind.VIEW.key + "[" + normal.size() + "]", e);
            }
        }
        return normal;
    }

    private static Map<String, Declared> byId(Kind kind, @Nullable List<? extends Declared> list) {
        var byId = new LinkedHashMap<String, Declared>();
        for (var declared : Objects.requireNonNullElse(list, List.<Declared>of())) {
            int index = byId.size();
            if (byId.put(declared.id(), declared) != null) {
                throw new Refusal.Invalid(
                        "declared-twice",
                        kind.key + "[" + index + "]: " + kind.one + " '" + declared.id() + "' stands above");
            }
        }
        return byId;
    }

    private static void compare(
            Kind kind, Map<String, Declared> now, Map<String, Declared> wanted, List<Difference> into) {
        now.keySet().stream()
                .filter(id -> !wanted.containsKey(id))
                .forEach(id ->
                        into.add(new Difference(DELETE, kind, id, kind.key, List.of(), Impossible.deleting(kind))));
        int index = 0;
        for (var declared : wanted.values()) {
            var where = kind.key + "[" + index++ + "]";
            var known = now.get(declared.id());
            if (known == null) {
                into.add(new Difference(CREATE, kind, declared.id(), where, List.of(), Impossible.creating(declared)));
                continue;
            }
            var fields = Fields.differing(DeclarationYaml.tree(known), DeclarationYaml.tree(declared));
            if (!fields.isEmpty()) {
                into.add(new Difference(CHANGE, kind, declared.id(), where, fields, Impossible.changing(kind, fields)));
            }
        }
    }
}

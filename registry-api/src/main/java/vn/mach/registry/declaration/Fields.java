package vn.mach.registry.declaration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import vn.mach.registry.declaration.Difference.Field;

/** The smallest fields in which two objects differ, such as {@code title.vi} or {@code columns[name].rule}. */
final class Fields {
    /** What names an element of a list of objects: a column of a contract, a rule of a view, a code of an agency. */
    private static final List<String> NAMES = List.of("name", "column", "code");

    private Fields() {}

    static List<Field> differing(ObjectNode now, ObjectNode wanted) {
        var fields = new ArrayList<Field>();
        compare("", members(now), members(wanted), ".", "", fields);
        return List.copyOf(fields);
    }

    private static void compare(
            String path,
            Map<String, JsonNode> now,
            Map<String, JsonNode> wanted,
            String before,
            String after,
            List<Field> into) {
        var names = new TreeSet<>(now.keySet());
        names.addAll(wanted.keySet());
        for (var name : names) {
            compare(path.isEmpty() ? name : path + before + name + after, now.get(name), wanted.get(name), into);
        }
    }

    private static void compare(String path, @Nullable JsonNode now, @Nullable JsonNode wanted, List<Field> into) {
        if (Objects.equals(now, wanted)) {
            return;
        }
        if (now instanceof ObjectNode && wanted instanceof ObjectNode) {
            compare(path, members(now), members(wanted), ".", "", into);
            return;
        }
        var elements = now == null ? Map.<String, JsonNode>of() : named(now);
        var wantedElements = wanted == null ? Map.<String, JsonNode>of() : named(wanted);
        if (elements.isEmpty() || wantedElements.isEmpty()) {
            into.add(new Field(path, now, wanted));
        } else if (elements.keySet().equals(wantedElements.keySet()) && !sameOrder(elements, wantedElements)) {
            into.add(new Field(path, names(elements), names(wantedElements)));
            compare(path, elements, wantedElements, "[", "]", into);
        } else {
            compare(path, elements, wantedElements, "[", "]", into);
        }
    }

    private static boolean sameOrder(Map<String, JsonNode> one, Map<String, JsonNode> other) {
        return List.copyOf(one.keySet()).equals(List.copyOf(other.keySet()));
    }

    private static JsonNode names(Map<String, JsonNode> elements) {
        var names = JsonNodeFactory.instance.arrayNode();
        elements.keySet().forEach(names::add);
        return names;
    }

    private static Map<String, JsonNode> members(JsonNode object) {
        var members = new LinkedHashMap<String, JsonNode>();
        object.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        return members;
    }

    /** By name; empty if they have none, or two have the same. */
    private static Map<String, JsonNode> named(JsonNode list) {
        var elements = new LinkedHashMap<String, JsonNode>();
        for (var element : list) {
            var name = NAMES.stream()
                    .map(element::get)
                    .filter(JsonNode.class::isInstance)
                    .findFirst();
            if (!element.isObject() || name.isEmpty() || elements.put(name.get().asText(), element) != null) {
                return Map.of();
            }
        }
        return elements;
    }
}

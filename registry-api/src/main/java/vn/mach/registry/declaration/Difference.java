package vn.mach.registry.declaration;

import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.mach.registry.declaration.Declaration.Kind;

/**
 * One object that is not as declared.
 *
 * @param where in the declaration it stands, such as {@code views[3]}; the list that does not name it when it is to go
 * @param fields of a change, those that differ
 * @param refused why no declaration does this; null if it can be tried
 */
record Difference(
        Act act,
        Kind kind,
        String id,
        String where,
        List<Field> fields,
        @Nullable String refused) {
    /** What would be done. */
    enum Act {
        CREATE,
        CHANGE,
        /** A view is retired, a grant revoked. */
        DELETE;

        @JsonValue
        String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param field its path, from the key that the declaration has for it
     * @param from null where there was nothing, as {@code to} where there will be
     */
    record Field(
            String field, @Nullable JsonNode from, @Nullable JsonNode to) {
        /** The key that the declaration has for it. */
        String key() {
            return field.split("[.\\[]", 2)[0];
        }
    }

    Difference {
        fields = List.copyOf(fields);
    }
}

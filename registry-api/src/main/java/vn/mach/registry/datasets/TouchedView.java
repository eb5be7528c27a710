package vn.mach.registry.datasets;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AccountId;
import vn.mach.naming.AgencyId;
import vn.mach.naming.ViewId;

/**
 * A view as a change of its dataset's contract meets it.
 *
 * @param uses where it names a column that changes or goes: column to {@code condition}, {@code columns}, {@code key}
 * @param why it breaks; null if it does not
 */
public record TouchedView(
        ViewId view, Effect effect, @Nullable String why, Map<String, List<String>> uses, List<Reader> grants) {
    /** What becomes of it. */
    public enum Effect {
        /** Its subscribers see what they saw, under the schema they have. */
        UNCHANGED,
        /** Its subscribers see a new version of their schema, which theirs can read. */
        NEW_SCHEMA,
        /** It could not be what it is. */
        BREAKS;

        @JsonValue
        public String code() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** A grant on it, and whose. */
    public record Reader(UUID grant, AccountId account, AgencyId agency) {}
}

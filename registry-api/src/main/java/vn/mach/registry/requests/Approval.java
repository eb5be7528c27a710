package vn.mach.registry.requests;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The body of an approval; for the owner's of a request that names no view.
 *
 * @param slug of the view, if it has to be defined
 * @param sensitive the sensitive columns that it shows or its condition names, said once more
 */
record Approval(@Nullable String slug, @Nullable List<String> sensitive) {
    boolean isEmpty() {
        return slug == null && sensitive == null;
    }
}

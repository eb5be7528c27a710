package vn.mach.agent.operate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Keeps what it was asked to read again. */
final class Asked implements RunningAgent.Rereader {
    final List<String> tables = new ArrayList<>();

    @Override
    public void reread(Reread.Kind kind, Set<String> names) {
        tables.add(kind + " " + names);
    }

    @Override
    public @Nullable Reread reading() {
        return null;
    }
}

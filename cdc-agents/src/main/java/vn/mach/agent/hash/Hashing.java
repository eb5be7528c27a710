package vn.mach.agent.hash;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.HashKey;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;

/** Which fields an agent hashes, and under which key. */
public final class Hashing {
    private static final String MARK = "hash ";

    private final List<TableConfig> tables;
    private final @Nullable HashKey key;

    private Hashing(List<TableConfig> tables, @Nullable HashKey key) {
        this.tables = tables;
        this.key = key;
    }

    public static Hashing of(AgentConfig config) {
        return new Hashing(config.tables(), config.hashKey());
    }

    /** For a thread of its own: what becomes of the text of a column; fields that are not in it stay as they are. */
    public Map<String, UnaryOperator<String>> of(TableConfig table) {
        var hashes = new LinkedHashMap<String, UnaryOperator<String>>();
        if (!table.hash().isEmpty()) {
            var hash = new FieldHash(Objects.requireNonNull(key));
            table.hash().forEach(field -> hashes.put(field, hash));
        }
        return hashes;
    }

    /** The same fields as text that is not hashed: to find a row in its table again. */
    public static Map<String, UnaryOperator<String>> plain(TableConfig table) {
        var texts = new LinkedHashMap<String, UnaryOperator<String>>();
        table.hash().forEach(field -> texts.put(field, UnaryOperator.identity()));
        return texts;
    }

    /** For what must wait unhashed in Kafka; null if nothing of the table is hashed, so that it may wait as it is. */
    public @Nullable Seal seal(TableConfig table) {
        return table.hash().isEmpty() ? null : new Seal(Objects.requireNonNull(key));
    }

    /** For an offset's {@code source}: of each hashed table the key's fingerprint and the fields. */
    public Map<String, String> toSource() {
        var source = new LinkedHashMap<String, String>();
        for (var table : tables) {
            var mark = mark(table);
            if (!mark.isEmpty()) {
                source.put(MARK + table.table(), mark);
            }
        }
        return source;
    }

    private String mark(TableConfig table) {
        return table.hash().isEmpty()
                ? ""
                : Objects.requireNonNull(key).fingerprint() + " " + String.join(",", new TreeSet<>(table.hash()));
    }

    /**
     * Throws {@link AgentFailure.Misconfigured} if rows are published that were hashed otherwise: they would not be known
     * again, or tell what is to be hidden.
     *
     * @param source of the last offset
     * @param rereads tables that are read again as a whole, which replaces what is published
     */
    public void requireSame(Map<String, String> source, Set<String> rereads) {
        var changed = new ArrayList<String>();
        for (var table : tables) {
            if (!mark(table).equals(source.getOrDefault(MARK + table.table(), ""))
                    && !rereads.contains(table.table())) {
                changed.add(table.table());
            }
        }
        if (!changed.isEmpty()) {
            throw new AgentFailure.Misconfigured("hash-key or tables.hash is not what " + changed
                    + " is published with: restore it, or ask for a resync of these tables, which replaces every row that"
                    + " is published otherwise");
        }
    }
}

package vn.mach.agent.mariadb;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A statement of the binary log that defines tables. Some change the rows of a table, or put another table in its place, without
 * a row in the log; Debezium notices few of them.
 */
final class Definition {
    private static final String NAME = "((?:`[^`]+`|[\\w$]+)(?:\\s*\\.\\s*(?:`[^`]+`|[\\w$]+))?)";
    private static final Pattern NAMES = Pattern.compile(NAME);
    private static final Pattern NOISE =
            Pattern.compile("/\\*.*?\\*/|'(?:[^'\\\\]|''|\\\\.)*'|\"(?:[^\"\\\\]|\"\"|\\\\.)*\"", Pattern.DOTALL);
    private static final Pattern SET = Pattern.compile("^SET STATEMENT .*? FOR ", Pattern.CASE_INSENSITIVE);

    private static final Pattern DATABASE =
            pattern("(?:DROP|CREATE OR REPLACE) (?:DATABASE|SCHEMA) (?:IF EXISTS )?" + NAME + ".*");
    private static final Pattern DROP = pattern("DROP TABLES? (?:IF EXISTS )?(.*)");
    private static final Pattern REPLACE = pattern("CREATE OR REPLACE TABLE " + NAME + ".*");
    private static final Pattern RENAME = pattern("RENAME TABLES? (?:IF EXISTS )?(.*)");
    private static final Pattern ALTER =
            pattern("ALTER (?:ONLINE |OFFLINE )?(IGNORE )?TABLE (?:IF EXISTS )?" + NAME + "(.*)");
    private static final Pattern RENAMES =
            pattern("(?:.*[ ,])?RENAME (?:TO |AS |= ?)?(?!COLUMN |INDEX |KEY )" + NAME + ".*");
    private static final Pattern UNLOGGED = pattern(
            ".*\\b(?:(?:DROP|TRUNCATE|EXCHANGE|CONVERT) PARTITION|CONVERT TABLE|(?:DISCARD|IMPORT) (?:PARTITION .*)?TABLESPACE)\\b.*");

    private static final Pattern CASCADES = pattern(".*\\bON (?:DELETE|UPDATE) (?:CASCADE|SET NULL)\\b.*");
    private static final Pattern ANYTHING = pattern("(.*)");

    private final String database;
    private final String sql;

    /**
     * A statement.
     *
     * @param database in which names without one are
     */
    Definition(String database, String sql) {
        this.database = database;
        var plain = NOISE.matcher(sql).replaceAll(" ").replaceAll("\\s+", " ").strip();
        this.sql = SET.matcher(plain).replaceFirst("");
    }

    /** What it does to one of these tables ({@code <database>.<table>}) that their rows do not show; null for nothing. */
    @Nullable
    String unseen(Set<String> tables) {
        var names = tables.stream().map(Definition::folded).collect(Collectors.toSet());
        var dropped = DATABASE.matcher(sql);
        if (dropped.matches()) {
            var schema = folded(unquoted(dropped.group(1)));
            return names.stream().anyMatch(name -> name.startsWith(schema + "."))
                    ? "was dropped with its database"
                    : null;
        }
        if (mentions(DROP.matcher(sql), names)) {
            return "was dropped";
        }
        if (mentions(REPLACE.matcher(sql), names)) {
            return "was replaced by another";
        }
        if (mentions(RENAME.matcher(sql), names)) {
            return "was renamed, or another got its name";
        }
        return altered(ALTER.matcher(sql), names);
    }

    private @Nullable String altered(Matcher alter, Set<String> names) {
        if (!alter.matches()) {
            return null;
        }
        boolean captured = names.contains(qualified(alter.group(2)));
        var renames = RENAMES.matcher(alter.group(3));
        if (renames.matches() && (captured || names.contains(qualified(renames.group(1))))) {
            return "was renamed, or another got its name";
        }
        if (captured && CASCADES.matcher(alter.group(3)).matches()) {
            return "got a foreign key that from now on changes it";
        }
        boolean unlogged = UNLOGGED.matcher(alter.group(3)).matches()
                && (captured || mentions(ANYTHING.matcher(alter.group(3)), names));
        return unlogged || (captured && alter.group(1) != null) ? "lost or got rows by a statement" : null;
    }

    /** Whether it alters the structure of this table. */
    boolean alters(String table) {
        var alter = ALTER.matcher(sql);
        return alter.matches() && qualified(alter.group(2)).equals(folded(table));
    }

    private boolean mentions(Matcher statement, Set<String> names) {
        return statement.matches()
                && NAMES.matcher(statement.group(1))
                        .results()
                        .anyMatch(name -> names.contains(qualified(name.group(1))));
    }

    private String qualified(String name) {
        var plain = folded(unquoted(name));
        return plain.contains(".") ? plain : folded(database) + "." + plain;
    }

    private static String unquoted(String name) {
        return name.replace("`", "").replace(" ", "");
    }

    /** A server may or may not tell the cases of names apart; better once too often. */
    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static Pattern pattern(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    }
}

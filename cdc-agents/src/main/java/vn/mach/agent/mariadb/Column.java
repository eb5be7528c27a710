package vn.mach.agent.mariadb;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.TableConfig;

/**
 * A column as the catalogue describes it.
 *
 * @param type the type's name, such as {@code bigint}
 * @param full the same with all it has, such as {@code bigint(20) unsigned}
 * @param charset of text
 */
record Column(
        String name,
        String type,
        String full,
        boolean notNull,
        @Nullable String charset,
        int precision,
        int scale,
        boolean inKey) {

    /** The columns of a table that the agent's user may read; none if there is no such table for it. */
    static List<Column> of(Database database, TableConfig table) {
        return database.query(
                """
                SELECT column_name, data_type, column_type, is_nullable, character_set_name,
                       coalesce(numeric_precision, 0), coalesce(numeric_scale, 0), column_key
                FROM information_schema.columns WHERE table_schema = ? AND table_name = ?
                ORDER BY ordinal_position""",
                row -> new Column(
                        row.getString(1),
                        row.getString(2).toLowerCase(Locale.ROOT),
                        row.getString(3).toLowerCase(Locale.ROOT),
                        row.getString(4).equals("NO"),
                        row.getString(5),
                        row.getInt(6),
                        row.getInt(7),
                        row.getString(8).equals("PRI")),
                table.schema(),
                table.name());
    }

    boolean isUnsigned() {
        return full.contains("unsigned");
    }

    /** Whether a number with a length and digits after the point, such as {@code float(7,2)}. */
    boolean hasDigits() {
        return full.contains(",");
    }
}

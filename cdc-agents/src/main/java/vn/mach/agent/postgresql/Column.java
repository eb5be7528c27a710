package vn.mach.agent.postgresql;

import java.util.List;
import vn.mach.agent.config.TableConfig;

/**
 * A column as the catalogue describes it.
 *
 * @param type the base type's name, such as {@code int4}; a domain is what it is made of
 * @param sqlType the type as SQL writes it, such as {@code numeric(10,2)}
 * @param isEnum whether the type is an enumeration
 * @param labels of the enumeration
 * @param modifier of the type: length, precision and scale; -1 if there is none
 */
record Column(
        String name,
        String type,
        String sqlType,
        boolean isEnum,
        List<String> labels,
        int modifier,
        boolean notNull,
        boolean generated) {

    Column {
        labels = List.copyOf(labels);
    }

    /** The columns of a table in its order; none if it does not exist. */
    static List<Column> of(Database database, TableConfig table) {
        return database.query(
                """
                SELECT a.attname, coalesce(b.typname, t.typname), format_type(a.atttypid, a.atttypmod),
                       coalesce(b.typtype, t.typtype) = 'e',
                       ARRAY(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = coalesce(b.oid, t.oid)),
                       CASE WHEN b.oid IS NULL THEN a.atttypmod ELSE t.typtypmod END, a.attnotnull OR t.typnotnull,
                       a.attgenerated <> ''
                FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
                LEFT JOIN pg_type b ON t.typtype = 'd' AND b.oid = t.typbasetype
                WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum""",
                row -> new Column(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getBoolean(4),
                        List.of((String[]) row.getArray(5).getArray()),
                        row.getInt(6),
                        row.getBoolean(7),
                        row.getBoolean(8)),
                quoted(table));
    }

    static String quoted(TableConfig table) {
        return quoted(table.schema()) + "." + quoted(table.name());
    }

    static String quoted(String identifier) {
        return "\"" + identifier.replace("\"", "\"\"") + "\"";
    }

    /** Digits after the point of a numeric, or -1 if it is not limited. */
    int scale() {
        // The header length that PostgreSQL adds to every modifier; the scale is the low 11 bits, signed since 15.
        return modifier < 4 ? -1 : (((modifier - 4) & 0x7ff) ^ 0x400) - 0x400;
    }

    /** All digits of a numeric, or -1 if it is not limited. */
    int precision() {
        return modifier < 4 ? -1 : ((modifier - 4) >> 16) & 0xffff;
    }
}

package vn.mach.agent.postgresql;

import java.util.List;
import vn.mach.agent.config.TableConfig;

/**
 * A column as the catalogue describes it.
 *
 * @param type the base type's name, such as {@code int4}; a domain is what it is made of
 * @param isEnum whether the type is an enumeration
 * @param modifier of the type: length, precision and scale; -1 if there is none
 */
record Column(String name, String type, boolean isEnum, int modifier, boolean notNull) {

    /** The columns of a table; none if it does not exist. */
    static List<Column> of(Database database, TableConfig table) {
        return database.query(
                """
                SELECT a.attname, coalesce(b.typname, t.typname), coalesce(b.typtype, t.typtype) = 'e',
                       CASE WHEN b.oid IS NULL THEN a.atttypmod ELSE t.typtypmod END, a.attnotnull OR t.typnotnull
                FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
                LEFT JOIN pg_type b ON t.typtype = 'd' AND b.oid = t.typbasetype
                WHERE a.attrelid = to_regclass(?) AND a.attnum > 0 AND NOT a.attisdropped""",
                row -> new Column(
                        row.getString(1), row.getString(2), row.getBoolean(3), row.getInt(4), row.getBoolean(5)),
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

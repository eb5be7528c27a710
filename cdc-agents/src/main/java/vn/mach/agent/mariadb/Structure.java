package vn.mach.agent.mariadb;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import vn.mach.agent.config.TableConfig;

/**
 * What the captured tables look like at a place in the binary log, as the statements that make them so. The log has rows
 * without names or types, so whoever reads it on from there must know; what the tables look like now does not help, for
 * they may have been altered after the row.
 */
record Structure(List<Statement> statements) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A statement and the database that it is about. */
    record Statement(String database, String sql) {}

    Structure {
        statements = List.copyOf(statements);
    }

    /** As it is now. Read it while a transaction has read the tables, so that nobody alters them. */
    static Structure of(Database database, List<TableConfig> tables) {
        var statements = new ArrayList<Statement>();
        statements.add(new Statement(
                "",
                "SET character_set_server=" + database.setting("character_set_server") + ", collation_server="
                        + database.setting("collation_server")));
        tables.stream()
                .map(TableConfig::schema)
                .distinct()
                .forEach(schema -> statements.add(new Statement(schema, createDatabase(database, schema))));
        for (var table : tables) {
            var sql = database.one("SHOW CREATE TABLE " + Database.quoted(table), row -> row.getString(2));
            statements.add(new Statement(table.schema(), sql));
        }
        return new Structure(statements);
    }

    private static String createDatabase(Database database, String schema) {
        return database.one(
                "SELECT default_character_set_name, default_collation_name FROM information_schema.schemata"
                        + " WHERE schema_name = ?",
                row -> "CREATE DATABASE " + Database.quoted(schema) + " CHARSET " + row.getString(1) + " COLLATE "
                        + row.getString(2),
                schema);
    }

    /** With other tables beside. */
    Structure with(Structure others) {
        var next = new ArrayList<>(statements);
        // A database is made once: to make it again would empty it.
        others.statements().stream()
                .filter(statement -> !next.contains(statement))
                .forEach(next::add);
        return new Structure(next);
    }

    /** After one more statement of the log. */
    Structure with(Statement statement) {
        var next = new ArrayList<>(statements);
        next.add(statement);
        return new Structure(next);
    }

    /** For an offset: JSON, compressed, in Base64. */
    String toText() {
        var bytes = new ByteArrayOutputStream();
        try (var zip = new GZIPOutputStream(bytes)) {
            JSON.writeValue(zip, statements);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    static Structure parse(String text) {
        try (var zip =
                new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(text)))) {
            return new Structure(List.of(JSON.readValue(zip, Statement[].class)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package vn.mach.registry.schemaregistry;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;

final class KnownSchemaStore {
    void append(Handle tx, String subject, int id, String schema) {
        tx.createUpdate("""
                        INSERT INTO known_schemas (subject, version, id, schema)
                        SELECT :subject, coalesce(max(version), 0) + 1, :id, :schema
                        FROM known_schemas WHERE subject = :subject
                        """)
                .bind("subject", subject)
                .bind("id", id)
                .bind("schema", schema)
                .execute();
    }

    /** Every version of the subject, oldest first. */
    List<KnownSchema> of(Handle tx, String subject) {
        return tx.createQuery("SELECT * FROM known_schemas WHERE subject = :subject ORDER BY version")
                .bind("subject", subject)
                .map((rs, ctx) -> known(rs))
                .list();
    }

    List<KnownSchema> withId(Handle tx, int id) {
        return tx.createQuery("SELECT * FROM known_schemas WHERE id = :id ORDER BY subject, version")
                .bind("id", id)
                .map((rs, ctx) -> known(rs))
                .list();
    }

    /** The newest version of every subject. */
    List<KnownSchema> latest(Handle tx) {
        return tx.createQuery("SELECT DISTINCT ON (subject) * FROM known_schemas ORDER BY subject, version DESC")
                .map((rs, ctx) -> known(rs))
                .list();
    }

    private static KnownSchema known(ResultSet rs) throws SQLException {
        return new KnownSchema(rs.getString("subject"), rs.getInt("version"), rs.getInt("id"), rs.getString("schema"));
    }
}

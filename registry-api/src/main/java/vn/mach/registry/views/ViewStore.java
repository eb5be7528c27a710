package vn.mach.registry.views;

import com.fasterxml.jackson.core.type.TypeReference;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import vn.mach.naming.AgencyId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.registry.datasets.Dataset;
import vn.mach.registry.datasets.Title;
import vn.mach.registry.http.Caller;
import vn.mach.registry.http.Page;
import vn.mach.registry.http.Role;
import vn.mach.registry.json.Json;
import vn.mach.view.ColumnRule;
import vn.mach.view.Gate;
import vn.mach.view.ViewDefinition;

final class ViewStore {
    private static final TypeReference<List<Map<String, Object>>> RULES = new TypeReference<>() {};
    private static final TypeReference<List<String>> NAMES = new TypeReference<>() {};

    /** Whether the name and, for a shared view, the definition were free. */
    boolean insert(Handle tx, View view) {
        var definition = view.definition();
        var audience = definition.audience();
        return tx.createUpdate("""
                                INSERT INTO views (id, dataset, title, version, revision, gate, sealed, audience,
                                                   row_condition, columns, view_key, fingerprint, defined_at)
                                VALUES (:id, :dataset, CAST(:title AS jsonb), :version, :revision, :gate, :sealed,
                                        :audience, :condition, CAST(:columns AS jsonb), CAST(:key AS jsonb), :fingerprint, :definedAt)
                                ON CONFLICT DO NOTHING
                                """)
                        .bind("id", view.id().toString())
                        .bind("dataset", view.id().dataset().toString())
                        .bind("title", view.title() == null ? null : Json.text(view.title()))
                        .bind("version", definition.version())
                        .bind("revision", definition.revision())
                        .bind("gate", definition.gate().name())
                        .bind("sealed", definition.sealed())
                        .bind("audience", audience == null ? null : audience.slug())
                        .bind("condition", definition.condition())
                        .bind("columns", Json.text(rules(definition)))
                        .bind("key", Json.text(definition.key()))
                        .bind("fingerprint", fingerprint(definition))
                        .bind("definedAt", view.definedAt())
                        .execute()
                == 1;
    }

    /** The next version of a view; the caller holds the row. */
    void redefine(Handle tx, ViewDefinition definition, @Nullable Title title) {
        tx.createUpdate("""
                        UPDATE views SET title = CAST(:title AS jsonb), version = version + 1, revision = revision + 1,
                               row_condition = :condition, columns = CAST(:columns AS jsonb),
                               view_key = CAST(:key AS jsonb), fingerprint = :fingerprint
                        WHERE id = :id
                        """)
                .bind("id", definition.id().toString())
                .bind("title", title == null ? null : Json.text(title))
                .bind("condition", definition.condition())
                .bind("columns", Json.text(rules(definition)))
                .bind("key", Json.text(definition.key()))
                .bind("fingerprint", fingerprint(definition))
                .execute();
    }

    /** The same version over another contract. */
    void follow(Handle tx, ViewDefinition definition) {
        tx.createUpdate("UPDATE views SET columns = CAST(:columns AS jsonb), revision = revision + 1 WHERE id = :id")
                .bind("id", definition.id().toString())
                .bind("columns", Json.text(rules(definition)))
                .execute();
    }

    /** Moves the gate, with a new revision; the caller holds the row. */
    void setGate(Handle tx, ViewId id, Gate gate, boolean spent) {
        tx.createUpdate("UPDATE views SET gate = :gate, spent = :spent, revision = revision + 1 WHERE id = :id")
                .bind("id", id.toString())
                .bind("gate", gate.name())
                .bind("spent", spent)
                .execute();
    }

    /** Holds the view's row until the transaction ends, so that its gate moves once at a time. */
    void lock(Handle tx, ViewId id) {
        tx.createQuery("SELECT id FROM views WHERE id = :id FOR UPDATE")
                .bind("id", id.toString())
                .mapTo(String.class)
                .findOne();
    }

    Optional<ViewId> sharedLike(Handle tx, ViewDefinition definition) {
        return tx.createQuery("""
                        SELECT id FROM views
                        WHERE dataset = :dataset AND fingerprint = :fingerprint AND NOT sealed AND gate <> 'RETIRED'
                        """)
                .bind("dataset", definition.id().dataset().toString())
                .bind("fingerprint", fingerprint(definition))
                .mapTo(String.class)
                .findOne()
                .map(ViewId::parse);
    }

    /** How many an agency has, those that are retired aside. */
    int count(Handle tx, AgencyId owner) {
        return tx.createQuery("""
                        SELECT count(*) FROM views v JOIN datasets d ON d.id = v.dataset
                        WHERE d.agency = :agency AND v.gate <> 'RETIRED'
                        """)
                .bind("agency", owner.slug())
                .mapTo(Integer.class)
                .one();
    }

    List<View> all(Handle tx, Function<DatasetId, Dataset> datasets) {
        return tx.createQuery("SELECT * FROM views ORDER BY id")
                .map((rs, ctx) -> view(rs, datasets))
                .list();
    }

    List<View> living(Handle tx, Dataset dataset) {
        return tx.createQuery("SELECT * FROM views WHERE dataset = :dataset AND gate <> 'RETIRED' ORDER BY id")
                .bind("dataset", dataset.id().toString())
                .map((rs, ctx) -> view(rs, id -> dataset))
                .list();
    }

    /** Those the caller may see: shared ones, and of the sealed ones those of or for an agency of the caller's. */
    List<View> visible(Handle tx, Caller caller, Page page, Function<DatasetId, Dataset> datasets) {
        return tx.createQuery("""
                        SELECT * FROM views
                        WHERE (:all OR NOT sealed OR audience = ANY(:agencies)
                               OR dataset IN (SELECT id FROM datasets WHERE agency = ANY(:agencies)))
                          AND (CAST(:after AS text) IS NULL OR id > :after)
                        ORDER BY id LIMIT :most
                        """)
                .bind("all", caller.is(Role.OPERATOR))
                .bindArray("agencies", String.class, (Object[]) caller.agencies())
                .bind("after", page.after())
                .bind("most", page.most())
                .map((rs, ctx) -> view(rs, datasets))
                .list();
    }

    Optional<View> find(Handle tx, ViewId id, Function<DatasetId, Dataset> datasets) {
        return tx.createQuery("SELECT * FROM views WHERE id = :id")
                .bind("id", id.toString())
                .map((rs, ctx) -> view(rs, datasets))
                .findOne();
    }

    private static View view(ResultSet rs, Function<DatasetId, Dataset> datasets) throws SQLException {
        var id = ViewId.parse(rs.getString("id"));
        var dataset = datasets.apply(id.dataset());
        var audience = rs.getString("audience");
        var title = rs.getString("title");
        var definition = new ViewDefinition(
                id,
                rs.getInt("version"),
                rs.getLong("revision"),
                Gate.valueOf(rs.getString("gate")),
                rs.getBoolean("sealed"),
                audience == null ? null : AgencyId.of(audience),
                rs.getString("row_condition"),
                Json.parse(rs.getString("columns"), RULES).stream()
                        .map(ColumnRule::parse)
                        .toList(),
                dataset.contract(),
                dataset.partitions(),
                Json.parse(rs.getString("view_key"), NAMES));
        return new View(
                definition,
                title == null ? null : Json.parse(title, Title.class),
                rs.getBoolean("spent"),
                rs.getObject("defined_at", OffsetDateTime.class).toInstant());
    }

    private static List<Map<String, Object>> rules(ViewDefinition definition) {
        return definition.columns().stream().map(ColumnRule::toMap).toList();
    }

    /** Equal for definitions that show the same: what is withheld and the order of columns do not count. */
    static String fingerprint(ViewDefinition definition) {
        var shown = definition.columns().stream()
                .filter(rule -> !(rule instanceof ColumnRule.Withhold))
                .map(rule -> Json.text(rule.toMap()))
                .sorted()
                .toList();
        var text = definition.condition() + "\n" + String.join("\n", shown) + "\n" + definition.keyColumns();
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

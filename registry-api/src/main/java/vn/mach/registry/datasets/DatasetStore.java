package vn.mach.registry.datasets;

import com.fasterxml.jackson.core.type.TypeReference;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.jdbi.v3.core.Handle;
import vn.mach.change.Contract;
import vn.mach.naming.AgencyId;
import vn.mach.naming.DatasetId;
import vn.mach.registry.http.Page;
import vn.mach.registry.json.Json;

final class DatasetStore {
    private static final TypeReference<List<String>> COLUMNS = new TypeReference<>() {};
    private static final TypeReference<Map<String, Classification>> CLASSIFICATION = new TypeReference<>() {};

    /** Whether the name was free. */
    boolean insert(Handle tx, Dataset dataset) {
        return tx.createUpdate("""
                                INSERT INTO datasets (id, agency, title, contract, key_columns, classification,
                                                      legal_basis, partitions, defined_at, steward, refresh)
                                VALUES (:id, :agency, CAST(:title AS jsonb), :contract, CAST(:key AS jsonb),
                                        CAST(:classification AS jsonb), :legalBasis, :partitions, :definedAt, :steward, :refresh)
                                ON CONFLICT DO NOTHING
                                """)
                        .bind("id", dataset.id().toString())
                        .bind("agency", dataset.owner().slug())
                        .bind("title", Json.text(dataset.title()))
                        .bind("contract", dataset.contract().row().toString())
                        .bind("key", Json.text(dataset.contract().key()))
                        .bind("classification", Json.text(dataset.classification()))
                        .bind("legalBasis", dataset.legalBasis())
                        .bind("partitions", dataset.partitions())
                        .bind("definedAt", dataset.definedAt())
                        .bind("steward", dataset.steward())
                        .bind("refresh", dataset.refresh())
                        .execute()
                == 1;
    }

    int count(Handle tx, AgencyId owner) {
        return tx.createQuery("SELECT count(*) FROM datasets WHERE agency = :agency")
                .bind("agency", owner.slug())
                .mapTo(Integer.class)
                .one();
    }

    /** Holds the dataset until the transaction ends, to change it. */
    void lock(Handle tx, DatasetId id) {
        tx.createQuery("SELECT id FROM datasets WHERE id = :id FOR UPDATE")
                .bind("id", id.toString())
                .mapTo(String.class)
                .findOne();
    }

    /** Gives a held dataset its next contract. */
    void change(Handle tx, Dataset next, String by, int number, Instant at) {
        tx.createUpdate("""
                        UPDATE datasets SET contract = :contract, classification = CAST(:classification AS jsonb)
                        WHERE id = :id
                        """)
                .bind("id", next.id().toString())
                .bind("contract", next.contract().row().toString())
                .bind("classification", Json.text(next.classification()))
                .execute();
        remember(tx, next, number, by, at);
    }

    /** Keeps the contract among those the dataset has had. */
    void remember(Handle tx, Dataset dataset, int number, String by, Instant at) {
        tx.createUpdate("""
                        INSERT INTO contracts (dataset, number, contract, changed_by, changed_at)
                        VALUES (:dataset, :number, :contract, :by, :at)
                        """)
                .bind("dataset", dataset.id().toString())
                .bind("number", number)
                .bind("contract", dataset.contract().row().toString())
                .bind("by", by)
                .bind("at", at)
                .execute();
    }

    /** Every contract it has had, the first one first. */
    List<Contract> contracts(Handle tx, Dataset dataset) {
        return tx.createQuery("SELECT contract FROM contracts WHERE dataset = :dataset ORDER BY number")
                .bind("dataset", dataset.id().toString())
                .mapTo(String.class)
                .map(text -> Contract.of(
                        dataset.id(),
                        new Schema.Parser().parse(text),
                        dataset.contract().key()))
                .list();
    }

    List<Dataset> all(Handle tx) {
        return page(tx, Page.ALL);
    }

    List<Dataset> page(Handle tx, Page page) {
        return tx.createQuery("""
                        SELECT * FROM datasets WHERE (CAST(:after AS text) IS NULL OR id > :after) ORDER BY id LIMIT :most
                        """)
                .bind("after", page.after())
                .bind("most", page.most())
                .map((rs, ctx) -> dataset(rs))
                .list();
    }

    List<DatasetId> ids(Handle tx) {
        return tx.createQuery("SELECT id FROM datasets ORDER BY id")
                .map((rs, ctx) -> DatasetId.parse(rs.getString("id")))
                .list();
    }

    /** Keeps the dataset as it is until the transaction ends. */
    void hold(Handle tx, DatasetId id) {
        tx.createQuery("SELECT id FROM datasets WHERE id = :id FOR SHARE")
                .bind("id", id.toString())
                .mapTo(String.class)
                .findOne();
    }

    Optional<Dataset> find(Handle tx, DatasetId id) {
        return tx.createQuery("SELECT * FROM datasets WHERE id = :id")
                .bind("id", id.toString())
                .map((rs, ctx) -> dataset(rs))
                .findOne();
    }

    private static Dataset dataset(ResultSet rs) throws SQLException {
        return new Dataset(
                Json.parse(rs.getString("title"), Title.class),
                Contract.of(
                        DatasetId.parse(rs.getString("id")),
                        new Schema.Parser().parse(rs.getString("contract")),
                        Json.parse(rs.getString("key_columns"), COLUMNS)),
                Json.parse(rs.getString("classification"), CLASSIFICATION),
                rs.getString("legal_basis"),
                rs.getInt("partitions"),
                rs.getObject("defined_at", OffsetDateTime.class).toInstant(),
                rs.getString("steward"),
                rs.getString("refresh"),
                rs.getLong("version"));
    }
}

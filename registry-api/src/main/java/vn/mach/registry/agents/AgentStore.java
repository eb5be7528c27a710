package vn.mach.registry.agents;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;

final class AgentStore {
    /** Whether the name was free. */
    boolean insertPending(Handle tx, AgentId id, Instant at) {
        return tx.createUpdate("""
                                INSERT INTO agents (id, agency, state, created_at)
                                VALUES (:id, :agency, 'pending', :at)
                                ON CONFLICT DO NOTHING
                                """)
                        .bind("id", id.toString())
                        .bind("agency", id.agency().slug())
                        .bind("at", at)
                        .execute()
                == 1;
    }

    /** Whether the dataset had no writer yet. */
    boolean assign(Handle tx, AgentId id, DatasetId dataset) {
        return tx.createUpdate("""
                                INSERT INTO agent_datasets (dataset, agent) VALUES (:dataset, :agent)
                                ON CONFLICT DO NOTHING
                                """)
                        .bind("dataset", dataset.toString())
                        .bind("agent", id.toString())
                        .execute()
                == 1;
    }

    Optional<AgentId> writerOf(Handle tx, DatasetId dataset) {
        return tx.createQuery("SELECT agent FROM agent_datasets WHERE dataset = :dataset")
                .bind("dataset", dataset.toString())
                .mapTo(String.class)
                .findOne()
                .map(AgentId::parse);
    }

    boolean exists(Handle tx, AgentId id) {
        return tx.createQuery("SELECT 1 FROM agents WHERE id = :id")
                .bind("id", id.toString())
                .mapTo(Integer.class)
                .findOne()
                .isPresent();
    }

    /** Whether there is such an agent; holds its row until the transaction ends. */
    boolean makePending(Handle tx, AgentId id, Instant at) {
        return tx.createUpdate("UPDATE agents SET state = 'pending', rotated_at = :at WHERE id = :id")
                        .bind("id", id.toString())
                        .bind("at", at)
                        .execute()
                == 1;
    }

    void makeReady(Handle tx, AgentId id) {
        tx.createUpdate("UPDATE agents SET state = 'active' WHERE id = :id")
                .bind("id", id.toString())
                .execute();
    }

    List<Agent> all(Handle tx) {
        return tx.createQuery("""
                        SELECT a.*, array(SELECT d.dataset FROM agent_datasets d WHERE d.agent = a.id ORDER BY 1) AS datasets
                        FROM agents a ORDER BY a.id
                        """)
                .map((rs, ctx) -> {
                    var rotatedAt = rs.getObject("rotated_at", OffsetDateTime.class);
                    return new Agent(
                            AgentId.parse(rs.getString("id")),
                            List.of((String[]) rs.getArray("datasets").getArray()).stream()
                                    .map(DatasetId::parse)
                                    .toList(),
                            rs.getString("state").equals("active"),
                            rs.getObject("created_at", OffsetDateTime.class).toInstant(),
                            rotatedAt == null ? null : rotatedAt.toInstant());
                })
                .list();
    }
}

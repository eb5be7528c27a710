package vn.mach.registry.platforms;

import java.util.List;
import org.apache.avro.generic.GenericRecord;
import vn.mach.connection.Secret;
import vn.mach.naming.AgentId;
import vn.mach.registry.datasets.Dataset;

/** Puts generated rows on a dataset's topic. */
@FunctionalInterface
public interface SampleSink {
    /**
     * Writes as the agent, the only user that may; all rows are there when this returns, in place of those of an earlier
     * call. Refuses as unavailable when Kafka or the schema registry does not answer.
     */
    void publish(AgentId agent, Secret secret, Dataset dataset, List<GenericRecord> rows);
}

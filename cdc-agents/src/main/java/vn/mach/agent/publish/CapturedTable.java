package vn.mach.agent.publish;

import java.util.List;
import java.util.Map;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.naming.Topics;
import vn.mach.wire.SchemaCatalog;

/** A table and the topic of the dataset its rows are. */
public record CapturedTable(TableConfig table, DatasetTopic topic) {

    /**
     * All tables of an agent with their contracts; throws {@link AgentFailure}.
     *
     * @param partitions by topic
     */
    public static List<CapturedTable> of(AgentConfig config, SchemaCatalog catalog, Map<String, Integer> partitions) {
        return config.tables().stream()
                .map(table -> {
                    var dataset = config.datasetOf(table);
                    int count = partitions.getOrDefault(dataset.topic(), Topics.DEFAULT_PARTITIONS);
                    return fitting(table, DatasetTopic.open(dataset, catalog, count));
                })
                .toList();
    }

    private static CapturedTable fitting(TableConfig table, DatasetTopic topic) {
        ContractFit.problems(table, topic.contract()).stream().findFirst().ifPresent(problem -> {
            throw new AgentFailure.Misconfigured(problem);
        });
        return new CapturedTable(table, topic);
    }

    /** The column of a contract's field. */
    public String column(String field) {
        return table.columnOf(field);
    }
}

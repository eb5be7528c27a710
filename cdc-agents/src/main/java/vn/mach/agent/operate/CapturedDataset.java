package vn.mach.agent.operate;

import java.util.List;
import vn.mach.agent.config.AgentConfig;

/**
 * A captured table by its names.
 *
 * @param table {@code <schema>.<table>}
 * @param dataset {@code <agency>.<dataset>}
 * @param topic of the dataset
 */
record CapturedDataset(String table, String dataset, String topic) {
    static List<CapturedDataset> of(AgentConfig config) {
        return config.tables().stream()
                .map(table -> {
                    var dataset = config.datasetOf(table);
                    return new CapturedDataset(table.table(), dataset.toString(), dataset.topic());
                })
                .toList();
    }
}

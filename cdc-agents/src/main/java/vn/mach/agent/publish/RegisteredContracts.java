package vn.mach.agent.publish;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.mach.agent.check.Finding;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.change.Contract;
import vn.mach.wire.SchemaCatalog;
import vn.mach.wire.SchemaRegistryException;

/**
 * What the schema registry says about the datasets of an agent.
 *
 * @param byTable the contracts that were found, by {@code <schema>.<table>}
 */
public record RegisteredContracts(Map<String, Contract> byTable, List<Finding> findings) {
    private static final String REGISTRY = "schema registry";

    public RegisteredContracts {
        byTable = Map.copyOf(byTable);
        findings = List.copyOf(findings);
    }

    /** Asks for each dataset; stops asking a registry that does not answer. */
    public static RegisteredContracts look(AgentConfig config, SchemaCatalog catalog) {
        var contracts = new LinkedHashMap<String, Contract>();
        var findings = new ArrayList<Finding>();
        var answers = true;
        for (var table : config.tables()) {
            var dataset = config.datasetOf(table);
            var name = "contract " + dataset;
            if (!answers) {
                findings.add(Finding.notChecked(name, "the schema registry does not answer"));
                continue;
            }
            try {
                var contract = DatasetTopic.open(dataset, catalog, 1).contract();
                contracts.put(table.table(), contract);
                findings.addAll(fit(table, contract));
            } catch (AgentFailure e) {
                var refused = e.getCause() instanceof SchemaRegistryException.Refused;
                if (e instanceof AgentFailure.Misconfigured && !refused) {
                    findings.add(Finding.of(name, e));
                    continue;
                }
                answers = false;
                findings.add(Finding.notChecked(name, "the schema registry does not answer"));
                findings.add(0, refused ? Finding.of(REGISTRY, e) : away(config, e));
            }
        }
        if (answers) {
            findings.add(0, Finding.ok(REGISTRY, config.schemaRegistry().url() + " answers"));
        }
        return new RegisteredContracts(contracts, findings);
    }

    private static List<Finding> fit(TableConfig table, Contract contract) {
        var name = "contract " + contract.dataset();
        var findings = new ArrayList<Finding>();
        for (var problem : ContractFit.problems(table, contract)) {
            findings.add(Finding.of(name, new AgentFailure.Misconfigured(problem)));
        }
        var exposed = ContractFit.exposed(table, contract);
        if (!exposed.isEmpty()) {
            findings.add(Finding.warn(
                    name,
                    "sensitive " + exposed + " leave the host as they are",
                    "nothing, if the legal basis covers that; else name them under tables.hash, and give a hash-key"));
        }
        if (findings.isEmpty()) {
            findings.add(Finding.ok(name, contract.row().getFields().size() + " fields, key " + contract.key()));
        }
        return findings;
    }

    private static Finding away(AgentConfig config, AgentFailure e) {
        return Finding.fail(
                REGISTRY,
                config.schemaRegistry().url() + " does not answer (" + e.getMessage() + ")",
                "check schema-registry.url, its user and password, and the network");
    }
}

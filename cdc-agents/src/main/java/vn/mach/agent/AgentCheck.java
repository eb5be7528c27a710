package vn.mach.agent;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Map;
import vn.mach.agent.capture.HashingCheck;
import vn.mach.agent.check.Report;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.config.DatabaseConfig.Kind;
import vn.mach.agent.mariadb.MariaDbCheck;
import vn.mach.agent.postgresql.LeastPrivilege;
import vn.mach.agent.postgresql.PostgresCheck;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.agent.publish.KafkaChecks;
import vn.mach.agent.publish.RegisteredContracts;
import vn.mach.agent.publish.StoredOffset;
import vn.mach.wire.SchemaCatalog;

/** Everything an agent needs, looked at with its own rights and changed nowhere. */
final class AgentCheck {
    private AgentCheck() {}

    static Report run(AgentConfig config) {
        var catalog = SchemaCatalog.impatient(config.schemaRegistry());
        var contracts = RegisteredContracts.look(config, catalog);
        var datasets = config.tables().stream().map(config::datasetOf).toList();
        var stored = new StoredOffset(config.kafka(), config.id(), catalog);
        var findings = new ArrayList<>(
                config.database().kind() == Kind.MARIADB
                        ? MariaDbCheck.run(config, contracts.byTable(), stored, Clock.systemUTC())
                        : PostgresCheck.run(config, contracts.byTable(), stored, Clock.systemUTC()));
        findings.add(HashingCheck.look(config, stored));
        findings.addAll(KafkaChecks.run(config.kafka(), config.id(), datasets));
        findings.addAll(contracts.findings());
        return new Report(config.agent(), findings);
    }

    /** What the DBA runs beforehand; needs the contracts, and so throws AgentFailure if one cannot be had. */
    static String sql(AgentConfig config) {
        var catalog = SchemaCatalog.impatient(config.schemaRegistry());
        var tables = CapturedTable.of(config, catalog, Map.of());
        return config.database().kind() == Kind.MARIADB
                ? vn.mach.agent.mariadb.LeastPrivilege.sql(config, tables)
                : LeastPrivilege.sql(config, tables);
    }
}

package vn.mach.sandbox.story;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import vn.mach.connection.Secret;
import vn.mach.naming.AgencyId;
import vn.mach.naming.AgentId;
import vn.mach.sandbox.AgentSetup;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.database.AgencyDatabase;
import vn.mach.sandbox.registry.Registry;

/** The story's agencies, their databases and datasets, and the agents beside the databases. */
public final class Country {
    private static final List<String> UNIT_COLUMNS =
            List.of("code", "name", "kind", "level", "parent_code", "province_code");

    private final Sandbox sandbox;
    private final Registry registry;

    public Country(Sandbox sandbox) {
        this.sandbox = sandbox;
        this.registry = new Registry(sandbox);
    }

    /** Enrols whoever is not enrolled yet; answers the agents to start. */
    public List<AgentSetup> enrol() {
        Gso.in(sandbox).prepare();
        Moj.in(sandbox).prepare();
        registry.agency(AgencyId.of("mic"), "Bộ Thông tin và Truyền thông", "ministry");
        registry.agency(AgencyId.of("gso"), "Tổng cục Thống kê", "other");
        registry.agency(AgencyId.of("moj"), "Bộ Tư pháp", "ministry");
        registry.agency(AgencyId.of("hanoi"), "Ủy ban nhân dân thành phố Hà Nội", "province");
        registry.dataset(
                Gso.UNITS,
                "Đơn vị hành chính",
                "samples/administrative-unit",
                List.of("code"),
                UNIT_COLUMNS.stream().collect(Collectors.toMap(column -> column, column -> "basic")));
        registry.dataset(Moj.PERSON, "Công dân", "samples/person", List.of("person_id"), personClasses());
        return List.of(
                agent(Gso.AGENT, Gso.in(sandbox).database(), "public.administrative_unit", Gso.UNITS.slug()),
                agent(Moj.AGENT, Moj.in(sandbox).database(), "public.person", Moj.PERSON.slug()));
    }

    private static Map<String, String> personClasses() {
        var classes = new LinkedHashMap<String, String>();
        classes.put("person_id", "basic");
        classes.put("id_number", "identifier");
        classes.put("full_name", "personal");
        classes.put("birth_date", "personal");
        classes.put("province_code", "basic");
        classes.put("phone", "personal");
        return classes;
    }

    private AgentSetup agent(AgentId id, AgencyDatabase database, String table, String dataset) {
        return agent(sandbox, id, registry.agent(id, List.of(dataset)), database, table, dataset);
    }

    /** The setup of an agent for one table of a database of the sandbox. */
    public static AgentSetup agent(
            Sandbox sandbox, AgentId id, Secret kafka, AgencyDatabase database, String table, String dataset) {
        var yaml = """
                agent: %s
                kafka: {bootstrap: "%s", user: %s, password: "${env:MACH_KAFKA_PASSWORD}"}
                schema-registry: {url: "%s"}
                database:
                  host: 127.0.0.1
                  port: %d
                  name: %s
                  user: %s
                  password: "${env:MACH_DATABASE_PASSWORD}"
                  slot: %s
                  publication: %s
                tables:
                  - {table: %s, dataset: %s}
                """.formatted(
                        id,
                        sandbox.kafka().bootstrap(),
                        id.user(),
                        sandbox.schemaRegistryConnection().url(),
                        database.port(),
                        database.name(),
                        database.agentRole(),
                        database.slot(),
                        database.slot(),
                        table,
                        dataset);
        return new AgentSetup(
                id, yaml, Map.of("MACH_KAFKA_PASSWORD", kafka, "MACH_DATABASE_PASSWORD", database.agentPassword()));
    }
}

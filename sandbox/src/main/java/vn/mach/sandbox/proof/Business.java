package vn.mach.sandbox.proof;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.sandbox.AgentSetup;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.database.AgencyDatabase;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.story.Country;

/** The ministry of planning and its business register, which a proof fills and alters as it likes. */
final class Business {
    static final DatasetId ENTERPRISES = DatasetId.parse("mpi.enterprise");
    static final AgentId AGENT = AgentId.parse("mpi.business");
    static final List<String> COLUMNS = List.of(
            "registration_number", "name", "legal_form", "charter_capital", "province_code", "founded_on", "active");

    private static final String TABLE = """
            create table enterprise (
              registration_number text primary key, name text not null, legal_form text not null,
              charter_capital numeric(20,2), province_code text not null, founded_on date not null, active boolean not null)""";

    private final AgencyDatabase database;
    private final AgentSetup setup;

    private Business(AgencyDatabase database, AgentSetup setup) {
        this.database = database;
        this.setup = setup;
    }

    /** With its table, empty, its dataset and its agent, which runs. */
    static Business open(Sandbox sandbox) {
        var database = AgencyDatabase.of(sandbox, "business");
        database.ensure(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute(TABLE);
            }
        });
        database.admitAgent("enterprise");
        var registry = new Registry(sandbox);
        registry.agency(ENTERPRISES.agency(), "Bộ Kế hoạch và Đầu tư", "ministry");
        registry.dataset(
                ENTERPRISES,
                "Doanh nghiệp",
                "samples/enterprise",
                List.of("registration_number"),
                COLUMNS.stream().collect(Collectors.toMap(column -> column, column -> "basic")));
        var kafka = registry.agent(AGENT, List.of(ENTERPRISES.slug()));
        var setup = Country.agent(sandbox, AGENT, kafka, database, "public.enterprise", ENTERPRISES.slug());
        sandbox.startAgent(setup);
        return new Business(database, setup);
    }

    AgencyDatabase database() {
        return database;
    }

    AgentSetup setup() {
        return setup;
    }

    /** Statements of the owner, in one transaction. */
    void run(String... statements) {
        database.transaction(connection -> {
            try (var statement = connection.createStatement()) {
                for (var sql : statements) {
                    statement.execute(sql);
                }
            }
        });
    }

    /** A view that keeps these columns of every row. */
    static Map<String, Object> whole(List<String> columns) {
        return view(columns, "");
    }

    static Map<String, Object> view(List<String> columns, String condition) {
        return Map.of(
                "condition",
                condition,
                "columns",
                columns.stream()
                        .map(column -> Map.of("column", column, "rule", "keep"))
                        .toList());
    }
}

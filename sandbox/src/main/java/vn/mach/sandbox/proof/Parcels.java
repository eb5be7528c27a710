package vn.mach.sandbox.proof;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.Schema;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.sandbox.AgentSetup;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.database.AgencyDatabase;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.story.Country;
import vn.mach.wire.Contracts;

/** An agency with two tables behind one agent: land parcels, whose numbers count their changes, and enterprises. */
final class Parcels {
    static final DatasetId PARCELS = DatasetId.parse("monre.land-parcel");
    static final DatasetId ENTERPRISES = DatasetId.parse("monre.enterprise");
    static final int ROWS = 40;

    private static final AgentId AGENT = AgentId.parse("monre.land");
    private static final List<String> TABLES = List.of(
            """
            create table land_parcel (
              parcel_id uuid primary key, sheet int not null, number int not null, commune_code text not null,
              area_m2 numeric(14,2) not null, purpose text not null, changed_at timestamptz not null)""",
            """
            create table enterprise (
              registration_number text primary key, name text not null, legal_form text not null,
              charter_capital numeric(20,2), province_code text not null, founded_on date not null, active boolean not null)""",
            "insert into land_parcel select md5(i::text)::uuid, i, 1, '00001', 120.5, 'rice', now()"
                    + " from generate_series(1, " + ROWS + ") i");

    private final AgencyDatabase database;
    private final AtomicBoolean stop = new AtomicBoolean();

    private Parcels(AgencyDatabase database) {
        this.database = database;
    }

    static Parcels in(Sandbox sandbox) {
        var database = AgencyDatabase.of(sandbox, "land");
        database.ensure(connection -> {
            try (var statement = connection.createStatement()) {
                for (var sql : TABLES) {
                    statement.execute(sql);
                }
            }
        });
        database.admitAgent("land_parcel, enterprise");
        return new Parcels(database);
    }

    /** Enrols agency, datasets and agent; answers the agent to start. */
    AgentSetup enrol(Sandbox sandbox) {
        var registry = new Registry(sandbox);
        registry.agency(PARCELS.agency(), "Bộ Tài nguyên và Môi trường", "ministry");
        dataset(
                registry,
                PARCELS,
                "Thửa đất",
                List.of("parcel_id"),
                "sheet, number, commune_code, area_m2, purpose, changed_at");
        dataset(
                registry,
                ENTERPRISES,
                "Doanh nghiệp",
                List.of("registration_number"),
                "name, legal_form, charter_capital, province_code, founded_on, active");
        var kafka = registry.agent(AGENT, List.of(PARCELS.slug(), ENTERPRISES.slug()));
        var one = Country.agent(sandbox, AGENT, kafka, database, "public.land_parcel", PARCELS.slug());
        var both = one.configuration() + "  - {table: public.enterprise, dataset: " + ENTERPRISES.slug() + "}\n";
        return new AgentSetup(AGENT, both, one.secrets());
    }

    private static void dataset(Registry registry, DatasetId id, String title, List<String> key, String fields) {
        var classes = new HashMap<String, String>();
        key.forEach(field -> classes.put(field, "basic"));
        List.of(fields.split(", ")).forEach(field -> classes.put(field, "basic"));
        registry.dataset(id, title, contract(id), key, classes);
    }

    /** The sample contract of that name as this agency's own. */
    private static Schema contract(DatasetId id) {
        var sample = Contracts.schema("samples/" + id.slug());
        var own = "mach." + id.agency() + "." + id.slug().replace('-', '_');
        return new Schema.Parser().parse(sample.toString().replace(sample.getNamespace(), own));
    }

    /** In one transaction. */
    void execute(String sql) {
        database.transaction(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute(sql);
            }
        });
    }

    /** Changes parcels and adds enterprises, until it is stopped. */
    void writeUntilStopped(Random random) {
        stop.set(false);
        try (var connection = database.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            while (!stop.get()) {
                for (int i = random.nextInt(20); i >= 0; i--) {
                    statement.execute("update land_parcel set number = number + 1 where parcel_id = md5('"
                            + (1 + random.nextInt(ROWS)) + "')::uuid");
                }
                statement.execute(
                        "insert into enterprise values (gen_random_uuid(), 'x', 'SOLE', 1, '01', now(), true)");
                connection.commit();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the workload itself failed", e);
        }
    }

    void stop() {
        stop.set(true);
    }

    /** The last number of each parcel. */
    Map<String, Integer> numbers() {
        var numbers = new HashMap<String, Integer>();
        database.query("select parcel_id, number from land_parcel")
                .forEach(row -> numbers.put(
                        Objects.requireNonNull(row.get("parcel_id")).toString(), (Integer) row.get("number")));
        return numbers;
    }

    int enterprises() {
        return database.query("select 1 as one from enterprise").size();
    }
}

package vn.mach.sandbox.proof;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import vn.mach.change.Contract;
import vn.mach.naming.AgentId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.sandbox.AgentSetup;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.database.AgencyDatabase;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.story.Country;
import vn.mach.wire.SchemaCatalog;

/** A register of inspections whose every column holds values that can be recognised wherever they turn up. */
final class Inspections {
    static final DatasetId ID = DatasetId.parse("mpi.inspection");
    static final AgentId AGENT = AgentId.parse("mpi.inspector");
    /** What the names of all withheld columns begin with, and nothing else does. */
    static final String WITHHELD = "withheld_";

    private static final String TABLE = """
            create table inspection (
              case_number text primary key, title text not null, phone text, withheld_informant text, withheld_witness text,
              withheld_verdict text, withheld_fine numeric(30,2), withheld_print bytea)""";
    private static final Map<String, String> CLASSES = Map.of(
            "case_number", "basic",
            "title", "basic",
            "phone", "personal",
            "withheld_informant", "sensitive",
            "withheld_witness", "personal",
            "withheld_verdict", "basic",
            "withheld_fine", "basic",
            "withheld_print", "sensitive");

    final Marker key;
    final Marker title;
    final Marker phone;
    final Marker verdict;
    private final Marker informant;
    private final Marker witness;
    private final Marker fine;
    private final Marker print;
    private final Marker added;

    private final Sandbox sandbox;
    private final AgencyDatabase database;
    private final List<String> cases = new ArrayList<>();
    private int serial;
    private int columns;

    private Inspections(Sandbox sandbox, Random random) {
        this.sandbox = sandbox;
        this.database = AgencyDatabase.of(sandbox, "inspection");
        key = Marker.text("case_number", random);
        title = Marker.text("title", random);
        phone = Marker.text("phone", random);
        informant = Marker.text("withheld_informant", random);
        witness = Marker.text("withheld_witness", random);
        verdict = Marker.text("withheld_verdict", random);
        fine = Marker.decimal("withheld_fine", random);
        print = Marker.bytes("withheld_print", random);
        added = Marker.text("withheld_added", random);
    }

    /** Enrols the owner with its table, dataset and agent, which runs. */
    static Inspections open(Sandbox sandbox, Random random) {
        var inspections = new Inspections(sandbox, random);
        var database = inspections.database;
        database.ensure(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute(TABLE);
            }
        });
        database.admitAgent("inspection");
        var registry = new Registry(sandbox);
        registry.agency(ID.agency(), "Bộ Kế hoạch và Đầu tư", "ministry");
        registry.dataset(ID, "Thanh tra", row(0), List.of("case_number"), CLASSES);
        var kafka = registry.agent(AGENT, List.of(ID.slug()));
        sandbox.startAgent(inspections.setup(kafka));
        return inspections;
    }

    private AgentSetup setup(vn.mach.connection.Secret kafka) {
        return Country.agent(sandbox, AGENT, kafka, database, "public.inspection", ID.slug());
    }

    /** The columns that no view of the subscriber shows. */
    List<Marker> withheld() {
        return List.of(informant, witness, verdict, fine, print, added);
    }

    /** Which says nothing of what it means. */
    String condition() {
        return "withheld_verdict <> '" + verdict.value(0) + "'";
    }

    /** The titles that the condition lets through now. */
    Set<String> titles() {
        var titles = new HashSet<String>();
        database.query("select title from inspection where " + condition())
                .forEach(row ->
                        titles.add(Objects.requireNonNull(row.get("title")).toString()));
        return titles;
    }

    /** Adds a column to the table and to the contract, which the agent reads when it starts. */
    void addColumn() {
        columns++;
        run("alter table inspection add withheld_added_" + columns + " text");
        var contract = Contract.of(ID, row(columns), List.of("case_number"));
        SchemaCatalog.connect(sandbox.schemaRegistryConnection())
                .register(Topics.valueSubject(ID.topic()), contract.envelopeSchema());
        sandbox.agent(AGENT).restart();
    }

    void insert() {
        var number = key.value(++serial);
        cases.add(number);
        var values = new HashMap<String, String>();
        values.put("case_number", number);
        values.put("title", title.value(serial));
        values.put("phone", "09" + phone.value(serial));
        values.put("withheld_informant", informant.value(serial));
        values.put("withheld_witness", witness.value(serial));
        values.put("withheld_verdict", verdict.value(serial % 3));
        values.put("withheld_fine", fine.decimalValue(serial));
        values.put("withheld_print", print.byteValue(serial));
        for (int i = 1; i <= columns; i++) {
            values.put("withheld_added_" + i, added.value(serial));
        }
        run("insert into inspection (" + String.join(", ", values.keySet()) + ") values ('"
                + String.join("', '", values.values()) + "')");
    }

    void updateShown(Random random) {
        update(random, "title = '" + title.value(++serial) + "', phone = '" + phone.value(serial) + "'");
    }

    void updateWithheld(Random random) {
        serial++;
        var more = columns == 0 ? "" : ", withheld_added_" + columns + " = '" + added.value(serial) + "'";
        update(
                random,
                "withheld_informant = '" + informant.value(serial) + "', withheld_witness = '" + witness.value(serial)
                        + "', withheld_fine = " + fine.decimalValue(serial) + ", withheld_print = '"
                        + print.byteValue(serial) + "'" + more);
    }

    /** Rows enter the views and leave them. */
    void updateCondition(Random random) {
        update(random, "withheld_verdict = '" + verdict.value(random.nextInt(3)) + "'");
    }

    void changeKey(Random random) {
        int at = random.nextInt(cases.size());
        var now = key.value(++serial);
        run("update inspection set case_number = '" + now + "' where case_number = '" + cases.set(at, now) + "'");
    }

    void delete(Random random) {
        run("delete from inspection where case_number = '" + cases.remove(random.nextInt(cases.size())) + "'");
    }

    void truncate() {
        cases.clear();
        run("truncate inspection");
    }

    private void update(Random random, String what) {
        run("update inspection set " + what + " where case_number = '" + cases.get(random.nextInt(cases.size())) + "'");
    }

    private void run(String sql) {
        database.transaction(connection -> {
            try (var statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException("the workload itself failed", e);
            }
        });
    }

    private static Schema row(int added) {
        var fields = SchemaBuilder.record("Row")
                .namespace(ID.namespace())
                .fields()
                .requiredString("case_number")
                .requiredString("title")
                .optionalString("phone")
                .optionalString("withheld_informant")
                .optionalString("withheld_witness")
                .optionalString("withheld_verdict")
                .name("withheld_fine")
                .type(Schema.createUnion(
                        Schema.create(Schema.Type.NULL),
                        LogicalTypes.decimal(30, 2).addToSchema(Schema.create(Schema.Type.BYTES))))
                .withDefault(null)
                .optionalBytes("withheld_print");
        for (int i = 1; i <= added; i++) {
            fields = fields.optionalString("withheld_added_" + i);
        }
        return fields.endRecord();
    }
}

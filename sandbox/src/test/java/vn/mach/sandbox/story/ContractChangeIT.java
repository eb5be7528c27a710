package vn.mach.sandbox.story;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import vn.mach.change.Contract;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.connection.Secret;
import vn.mach.naming.AccountId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.naming.ViewId;
import vn.mach.sandbox.Sandbox;
import vn.mach.sandbox.SandboxExtension;
import vn.mach.sandbox.registry.ApiRefusal;
import vn.mach.sandbox.registry.Registry;
import vn.mach.sandbox.registry.RegistryClient;
import vn.mach.sandbox.subscriber.Subscriber;
import vn.mach.wire.SchemaCatalog;

/** A dataset gets a column while its views are read: nobody notices who does not ask for it. */
@ExtendWith(SandboxExtension.class)
class ContractChangeIT {
    private static final DatasetId SCHOOLS = SchoolAgent.SCHOOLS;
    private static final AccountId ACCOUNT = new AccountId(Views.HANOI, "schools");
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> BASIC = Map.of("id", "basic", "name", "basic");

    @Test
    void records_of_the_old_and_the_new_contract_mix_and_only_who_asks_sees_the_new_column(Sandbox sandbox)
            throws Exception {
        // Given a dataset of two columns, and the subscriber of a view of both
        var registry = new Registry(sandbox);
        registry.dataset(SCHOOLS, "Trường học", contract(false), List.of("id"), BASIC);
        var agent = registry.agent(SchoolAgent.ID, List.of(SCHOOLS.slug()));
        var names = view(registry, "names", "id", "name");
        var secret = registry.account(ACCOUNT);
        registry.grant(names, ACCOUNT, "test");
        var steward = registry.as("steward", SCHOOLS.agency());
        try (var reader = subscriber(sandbox, names, secret);
                var old = new SchoolAgent(sandbox, agent)) {
            old.publish(1, "1", "Chu Văn An", null);
            assertThat(holds(reader, Map.of("1", "Chu Văn An"))).isTrue();

            // When the contract gets a column, and records of both contracts come
            var tried = change(steward, "?dry-run=true", contract(true));
            var changed = change(steward, "", contract(true));
            old.publish(2, "2", "Trưng Vương", null);
            try (var now = new SchoolAgent(sandbox, agent)) {
                assertThat(old.columns()).containsExactly("id", "name");
                assertThat(now.columns()).containsExactly("id", "name", "note");
                now.publish(3, "1", "Chu Văn An", "founded in 1908");
                now.publish(4, "3", "Lê Quý Đôn", "founded in 1970");
            }

            // Then the view shows what it showed, each change once, under the one schema it had
            assertThat(tried.get("accepted").asBoolean()).isTrue();
            assertThat(changed.get("access").asText()).isEqualTo("ready");
            assertThat(holds(reader, Map.of("1", "Chu Văn An", "2", "Trưng Vương", "3", "Lê Quý Đôn")))
                    .isTrue();
            assertThat(reader.count()).isEqualTo(3);
            assertThat(catalog(sandbox)
                            .latest(Topics.valueSubject(names.topic()))
                            .toString())
                    .doesNotContain("note");
        }

        // And a new view of the new column shows old rows without it
        var notes = view(registry, "notes", "id", "note");
        registry.grant(notes, ACCOUNT, "test");
        try (var reader = subscriber(sandbox, notes, secret)) {
            var expected = new LinkedHashMap<String, Object>();
            expected.put("1", "founded in 1908");
            expected.put("2", null);
            expected.put("3", "founded in 1970");
            assertThat(reader.await(it -> contentOf(it, "note").equals(expected), PATIENCE))
                    .as(reader.content().toString())
                    .isTrue();
        }

        // And the column does not go while somebody reads it, which the answer says
        var impact = change(steward, "?dry-run=true", contract(false));
        assertThat(impact.findValuesAsText("view")).containsExactly(notes.toString());
        assertThat(impact.at("/views/0/grants/0/account").asText()).isEqualTo(ACCOUNT.toString());
        assertThatThrownBy(() -> change(steward, "", contract(false)))
                .isInstanceOf(ApiRefusal.class)
                .hasMessageContaining("contract-breaks-views");
    }

    @Test
    void the_schema_registry_is_asked_before_a_contract_is_accepted(Sandbox sandbox) {
        var subject = Topics.valueSubject(Gso.UNITS.topic());
        var catalog = catalog(sandbox);
        var known = catalog.latest(subject);
        var row = Contract.notNull(known.getField("after").schema());
        var fields = Stream.concat(
                        row.getFields().stream().map(field -> new Schema.Field(field, field.schema())),
                        Stream.of(new Schema.Field("required", Schema.create(Schema.Type.STRING))))
                .toList();
        var wider = Schema.createRecord("Row", null, row.getNamespace(), false, fields);
        var contract = new Contract(Gso.UNITS, wider, List.of("code"));

        assertThat(catalog.allows(subject, known)).isTrue();
        assertThat(catalog.allows(subject, contract.envelopeSchema())).isFalse();
        assertThat(catalog.allows("no-such-subject-value", known)).isTrue();
    }

    private static SchemaCatalog catalog(Sandbox sandbox) {
        return SchemaCatalog.connect(sandbox.schemaRegistryConnection());
    }

    private static Schema contract(boolean withNote) {
        var fields = SchemaBuilder.record("Row")
                .namespace(SCHOOLS.namespace())
                .fields()
                .requiredString("id")
                .requiredString("name");
        return (withNote ? fields.optionalString("note") : fields).endRecord();
    }

    private static JsonNode change(RegistryClient steward, String query, Schema contract) throws Exception {
        var classes = contract.getField("note") == null ? Map.of() : Map.of("note", "basic");
        return steward.post(
                "/datasets/moj/school/contract" + query,
                Map.of("contract", JSON.readTree(contract.toString()), "classification", classes));
    }

    private static ViewId view(Registry registry, String slug, String... columns) {
        var view = ViewId.of(SCHOOLS, slug);
        var rules = Stream.of(columns)
                .map(column -> Map.of("column", column, "rule", "keep"))
                .toList();
        registry.view(view, Map.of("condition", "", "columns", rules));
        return view;
    }

    private static boolean holds(Subscriber subscriber, Map<String, Object> names) {
        return subscriber.await(it -> contentOf(it, "name").equals(names), PATIENCE);
    }

    private static Map<String, Object> contentOf(Subscriber subscriber, String column) {
        return subscriber.content().values().stream()
                .collect(
                        LinkedHashMap::new,
                        (all, row) -> all.put((String) row.get("id"), row.get(column)),
                        LinkedHashMap::putAll);
    }

    private static Subscriber subscriber(Sandbox sandbox, ViewId view, Secret secret) {
        return Subscriber.of(
                view,
                sandbox.kafkaAs(ACCOUNT.user(), secret),
                new SchemaRegistryConnection(sandbox.api() + "/schema-registry", ACCOUNT.user(), secret),
                Views.HANOI.groupPrefix() + "schools." + view.slug(),
                Map.of());
    }
}

package vn.mach.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import vn.mach.change.Contract;
import vn.mach.connection.Secret;
import vn.mach.naming.AgencyId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.view.ColumnRule.Constant;
import vn.mach.view.ColumnRule.Hash;
import vn.mach.view.ColumnRule.Keep;
import vn.mach.view.ColumnRule.Mask;
import vn.mach.view.ColumnRule.Pseudonym;
import vn.mach.view.ColumnRule.Round;
import vn.mach.view.ColumnRule.Truncate;
import vn.mach.view.ColumnRule.Withhold;
import vn.mach.wire.Contracts;

class ViewDefinitionTest {
    private static final DatasetId PERSON = DatasetId.parse("moj.person");
    private static final Contract CONTRACT =
            Contract.of(PERSON, Contracts.schema("samples/person"), List.of("person_id"));
    private static final PseudonymKeys KEYS = PseudonymKeys.derivedFrom(new Secret("master"));

    private static ViewDefinition view(String condition, ColumnRule... columns) {
        return new ViewDefinition(
                ViewId.of(PERSON, "hanoi-residents"),
                1,
                1,
                Gate.OPEN,
                true,
                AgencyId.of("hanoi"),
                condition,
                List.of(columns),
                CONTRACT,
                6);
    }

    private static GenericRecord person(String name, String idNumber, String phone) {
        var row = new GenericData.Record(CONTRACT.row());
        row.put("person_id", 7L);
        row.put("id_number", idNumber);
        row.put("full_name", name);
        row.put("birth_date", 0);
        row.put("province_code", "01");
        row.put("phone", phone);
        return row;
    }

    @Test
    void a_view_shows_the_columns_it_names_and_no_other() {
        var bound = view("", new Keep("person_id"), new Keep("full_name"), new Withhold("phone"))
                .bind(KEYS);

        var shown = bound.project(person("An", "001", "0901"));

        assertThat(shown).hasToString("{\"person_id\": 7, \"full_name\": \"An\"}");
        assertThat(bound.envelopeSchema().toString()).doesNotContain("phone", "id_number");
    }

    @Test
    void a_pseudonym_is_stable_in_its_view_and_different_in_another() {
        var rule = new Pseudonym("id_number");
        var one = view("", new Keep("person_id"), rule).bind(KEYS);
        var other = new ViewDefinition(
                        ViewId.of(PERSON, "other"),
                        1,
                        1,
                        Gate.OPEN,
                        true,
                        AgencyId.of("hue"),
                        "",
                        List.of(new Keep("person_id"), rule),
                        CONTRACT,
                        6)
                .bind(KEYS);
        var person = person("An", "001", "0901");

        var shown = one.project(person).get("id_number").toString();

        assertThat(shown).matches("[0-9a-f]{32}").isEqualTo(one.project(person).get("id_number"));
        assertThat(other.project(person).get("id_number")).isNotEqualTo(shown);
    }

    @Test
    void a_mask_hides_the_middle_and_a_short_value_whole() {
        var bound = view("", new Keep("person_id"), new Mask("full_name", 1, 2)).bind(KEYS);

        assertThat(bound.project(person("Nguyễn An", "", "")).get("full_name")).isEqualTo("N******An");
        assertThat(bound.project(person("An", "", "")).get("full_name")).isEqualTo("**");
    }

    @Test
    void a_null_stays_null_under_every_rule() {
        var bound = view("", new Keep("person_id"), new Mask("phone", 0, 3)).bind(KEYS);

        assertThat(bound.project(person("An", "", null)).get("phone")).isNull();
    }

    @Test
    void a_view_without_its_key_or_with_an_unknown_column_is_refused() {
        assertThatThrownBy(() -> view("", new Keep("full_name")).bind(KEYS))
                .hasMessageContaining("key column 'person_id' is withheld");
        assertThatThrownBy(
                        () -> view("", new Keep("person_id"), new Keep("nope")).bind(KEYS))
                .hasMessageContaining("column 'nope' is not in moj.person");
        assertThatThrownBy(() -> view("", new Keep("person_id"), new Mask("birth_date", 0, 0))
                        .bind(KEYS))
                .hasMessageContaining("column 'birth_date' is int");
    }

    @Test
    void a_view_survives_its_way_over_the_control_topic() {
        var view = view(
                "province_code = '01'", new Keep("person_id"), new Mask("phone", 0, 3), new Pseudonym("id_number"));

        assertThat(ViewDefinition.fromAvro(view.toAvro())).isEqualTo(view);
    }

    @Test
    void a_rule_in_a_request_is_read_strictly() {
        assertThat(ColumnRule.parse(Map.of("column", "phone", "rule", "mask", "keepLast", 3)))
                .isEqualTo(new Mask("phone", 0, 3));
        assertThat(new Mask("phone", 0, 3).toMap())
                .isEqualTo(Map.of("column", "phone", "rule", "mask", "keepFirst", 0, "keepLast", 3));
        assertThatThrownBy(() -> ColumnRule.parse(Map.of("column", "phone", "rule", "rot13")))
                .hasMessageContaining("rule 'rot13' is not known");
        assertThatThrownBy(() -> ColumnRule.parse(Map.of("column", "phone", "rule", "keep", "keepLast", 3)))
                .hasMessageContaining("'keepLast' is not part of rule 'keep'");
    }

    private static Object shown(ColumnRule rule, GenericRecord person) {
        return view("", new Keep("person_id"), rule).bind(KEYS).project(person).get(rule.column());
    }

    @Test
    void a_date_is_set_back_and_a_constant_hides_even_whether_there_was_a_value() {
        var person = person("An", "001", null);
        person.put("birth_date", (int) LocalDate.parse("1989-12-31").toEpochDay());

        assertThat(shown(new Truncate("birth_date", Truncate.Unit.MONTH), person))
                .isEqualTo((int) LocalDate.parse("1989-12-01").toEpochDay());
        assertThat(shown(new Truncate("birth_date", Truncate.Unit.YEAR), person))
                .isEqualTo((int) LocalDate.parse("1989-01-01").toEpochDay());
        assertThat(shown(new Constant("phone", "-"), person)).isEqualTo("-");
        assertThat(shown(new Constant("birth_date", "2000-01-02"), person)).isEqualTo(10_958);
        assertThatThrownBy(() -> shown(new Constant("birth_date", "soon"), person))
                .hasMessage("column 'birth_date' is date: constant 'soon' is refused: write a date as 'YYYY-MM-DD'");
        assertThatThrownBy(() -> shown(new Truncate("phone", Truncate.Unit.YEAR), person))
                .hasMessageContaining("truncate works on dates");
    }

    @Test
    void a_hash_is_the_same_in_all_views_of_the_owner_and_under_its_key_only() {
        var person = person("An", "001", null);
        var rule = new Hash("id_number");
        var other = PseudonymKeys.derivedFrom(new Secret("another"));

        var hash = shown(rule, person);

        assertThat(hash.toString()).matches("[0-9a-f]{64}");
        assertThat(view("full_name = 'x'", new Keep("person_id"), rule, new Keep("phone"))
                        .bind(KEYS)
                        .project(person)
                        .get("id_number"))
                .isEqualTo(hash);
        assertThat(view("", new Keep("person_id"), rule)
                        .bind(other)
                        .project(person)
                        .get("id_number"))
                .isNotEqualTo(hash);
    }

    @Test
    void a_key_column_has_a_rule_that_keeps_rows_apart_or_another_key_is_named() {
        for (var merging : List.of(new Constant("person_id", "1"), new Round("person_id", -3))) {
            assertThatThrownBy(() -> view("", merging).bind(KEYS))
                    .hasMessageContaining("has rule '" + merging.rule() + "', which could make two rows one");
        }
        assertThat(view("", new Hash("person_id")).bind(KEYS).keySchema().toString())
                .contains("\"type\":\"string\"");

        var named = keyed("id_number", new Pseudonym("id_number"), new Keep("province_code"));
        var person = person("An", "001", null);

        var bound = named.bind(KEYS);
        assertThat(bound.projectKey(person).get("id_number"))
                .isEqualTo(bound.project(person).get("id_number"));
        assertThat(bound.keySchema().getFields()).hasSize(1);
        assertThat(ViewDefinition.fromAvro(named.toAvro())).isEqualTo(named);
        assertThatThrownBy(() -> keyed("phone", new Keep("phone")).bind(KEYS))
                .hasMessageContaining("key column 'phone' may be null");
        assertThatThrownBy(() -> keyed("id_number", new Keep("person_id")).bind(KEYS))
                .hasMessageContaining("key column 'id_number' is withheld");
    }

    private static ViewDefinition keyed(String key, ColumnRule... columns) {
        var view = view("", columns);
        return new ViewDefinition(
                view.id(), 1, 1, Gate.OPEN, true, view.audience(), "", view.columns(), CONTRACT, 6, List.of(key));
    }

    @Test
    void every_rule_survives_the_control_topic_and_the_request() {
        for (var rule : List.of(
                new Withhold("phone"),
                new Constant("phone", "x"),
                new Truncate("birth_date", Truncate.Unit.YEAR),
                new Round("person_id", -2),
                new Hash("id_number"))) {
            var view = view("", new Keep("person_id"), rule);

            assertThat(ViewDefinition.fromAvro(view.toAvro())).isEqualTo(view);
            assertThat(ColumnRule.parse(rule.toMap())).isEqualTo(rule);
        }
        assertThatThrownBy(() -> ColumnRule.parse(Map.of("column", "a", "rule", "truncate", "to", "day")))
                .hasMessageContaining("month or year");
    }

    @Test
    void the_control_topic_is_read_by_the_program_before_this_one_and_the_other_way_round() {
        var before = new Schema.Parser()
                .parse(ViewDefinition.SCHEMA
                        .toString()
                        .replaceFirst(",\\{\"name\":\"later_rule\".*?\\},\\{\"name\":\"parameter\".*?\\}", "")
                        .replaceFirst(",\\{\"name\":\"view_key\".*", "]}"));

        assertThat(before.getField("view_key")).isNull();
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(before, ViewDefinition.SCHEMA)
                        .getType())
                .isEqualTo(SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE);
        assertThat(SchemaCompatibility.checkReaderWriterCompatibility(ViewDefinition.SCHEMA, before)
                        .getType())
                .isEqualTo(SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE);
    }

    @Test
    void views_that_show_the_same_have_equal_projections_and_a_pseudonym_is_no_others() {
        var one = view("province_code = '01'", new Keep("person_id"), new Mask("phone", 0, 3));
        var other = view("", new Mask("phone", 0, 3), new Keep("person_id"), new Withhold("full_name"));
        var pseudonym = view("", new Keep("person_id"), new Pseudonym("id_number"));
        var next = new ViewDefinition(
                pseudonym.id(), 2, 2, Gate.OPEN, true, pseudonym.audience(), "", pseudonym.columns(), CONTRACT, 6);

        assertThat(one.bind(KEYS).projection()).isEqualTo(other.bind(KEYS).projection());
        assertThat(one.bind(KEYS).projection())
                .isNotEqualTo(view("", new Keep("person_id")).bind(KEYS).projection());
        assertThat(pseudonym.bind(KEYS).projection())
                .isEqualTo(pseudonym.bind(KEYS).projection())
                .isNotEqualTo(next.bind(KEYS).projection());
    }
}

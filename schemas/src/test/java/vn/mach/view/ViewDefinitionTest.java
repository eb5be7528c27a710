package vn.mach.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import vn.mach.change.Contract;
import vn.mach.connection.Secret;
import vn.mach.naming.AgencyId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.ViewId;
import vn.mach.view.ColumnRule.Keep;
import vn.mach.view.ColumnRule.Mask;
import vn.mach.view.ColumnRule.Pseudonym;
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
}

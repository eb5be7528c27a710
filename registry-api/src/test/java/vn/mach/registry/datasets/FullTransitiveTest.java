package vn.mach.registry.datasets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import vn.mach.change.Contract;
import vn.mach.naming.DatasetId;

class FullTransitiveTest {
    private static final DatasetId PERSON = DatasetId.parse("moj.person");
    private static final String ID = "{\"name\":\"id\",\"type\":\"string\"}";
    private static final String NOTE = "{\"name\":\"note\",\"type\":[\"null\",\"string\"],\"default\":null}";

    private static Contract contract(String... fields) {
        return contract(List.of("id"), fields);
    }

    private static Contract contract(List<String> key, String... fields) {
        var schema = "{\"type\":\"record\",\"name\":\"Row\",\"namespace\":\"mach.moj.person\",\"fields\":["
                + String.join(",", fields) + "]}";
        return Contract.of(PERSON, new Schema.Parser().parse(schema), key);
    }

    @Test
    void a_column_with_a_default_comes_and_goes() {
        assertThat(FullTransitive.against(List.of(contract(ID)), contract(ID, NOTE)))
                .isEmpty();
        assertThat(FullTransitive.against(List.of(contract(ID, NOTE)), contract(ID)))
                .isEmpty();
    }

    @Test
    void a_column_without_a_default_neither_comes_nor_goes() {
        var bare = "{\"name\":\"note\",\"type\":[\"null\",\"string\"]}";

        assertThat(FullTransitive.against(List.of(contract(ID)), contract(ID, bare)))
                .singleElement()
                .asString()
                .isEqualTo("reading contract 1 with the new one: column 'note' comes or goes without a default");
        assertThat(FullTransitive.against(List.of(contract(ID, bare)), contract(ID)))
                .singleElement()
                .asString()
                .contains("reading the new one with contract 1");
    }

    @Test
    void a_column_keeps_its_type_and_a_wider_one_is_another() {
        var number = "{\"name\":\"n\",\"type\":\"int\",\"default\":0}";

        assertThat(FullTransitive.against(
                        List.of(contract(ID, number)), contract(ID, number.replace("\"int\"", "\"long\""))))
                .containsExactly(
                        "reading the new one with contract 1: column 'n' has another type, or may no longer be null");
    }

    @Test
    void every_earlier_contract_counts_not_only_the_last() {
        var text = contract(ID, NOTE);
        var none = contract(ID);
        var number = contract(ID, "{\"name\":\"note\",\"type\":[\"null\",\"int\"],\"default\":null}");

        assertThat(FullTransitive.against(List.of(none), number)).isEmpty();
        assertThat(FullTransitive.against(List.of(text, none), number))
                .isNotEmpty()
                .allMatch(why -> why.contains("contract 1"));
    }

    @Test
    void the_key_stays() {
        var other = "{\"name\":\"other\",\"type\":\"string\",\"default\":\"\"}";

        assertThat(FullTransitive.against(List.of(contract(ID, other)), contract(List.of("id", "other"), ID, other)))
                .singleElement()
                .asString()
                .contains("the key would be another one");
    }
}

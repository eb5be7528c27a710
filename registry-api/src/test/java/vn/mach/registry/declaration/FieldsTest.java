package vn.mach.registry.declaration;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.mach.registry.json.Json;

class FieldsTest {
    private static List<String> differing(String now, String wanted) {
        return Fields.differing((ObjectNode) Json.tree(now), (ObjectNode) Json.tree(wanted)).stream()
                .map(field -> field.field() + ": " + field.from() + " → " + field.to())
                .toList();
    }

    @Test
    void equal_objects_differ_in_nothing() {
        assertThat(differing("{\"a\":{\"b\":[1]}}", "{\"a\":{\"b\":[1]}}")).isEmpty();
    }

    @Test
    void what_differs_is_told_by_its_path() {
        assertThat(differing("{\"title\":{\"vi\":\"x\",\"en\":\"y\"}}", "{\"title\":{\"vi\":\"z\",\"en\":\"y\"}}"))
                .containsExactly("title.vi: \"x\" → \"z\"");
        assertThat(differing("{\"key\":[\"a\"]}", "{\"key\":[\"a\",\"b\"],\"audience\":\"c\"}"))
                .containsExactly("audience: null → \"c\"", "key: [\"a\"] → [\"a\",\"b\"]");
    }

    @Test
    void elements_that_have_a_name_are_compared_by_it() {
        assertThat(differing(
                        "{\"columns\":[{\"column\":\"a\",\"rule\":\"keep\"},{\"column\":\"b\",\"rule\":\"keep\"}]}",
                        "{\"columns\":[{\"column\":\"a\",\"rule\":\"hash\"}]}"))
                .containsExactly(
                        "columns[a].rule: \"keep\" → \"hash\"",
                        "columns[b]: {\"column\":\"b\",\"rule\":\"keep\"} → null");
    }

    @Test
    void another_order_is_a_difference() {
        assertThat(differing(
                        "{\"f\":[{\"name\":\"a\"},{\"name\":\"b\"}]}", "{\"f\":[{\"name\":\"b\"},{\"name\":\"a\"}]}"))
                .containsExactly("f: [\"a\",\"b\"] → [\"b\",\"a\"]");
    }

    @Test
    void elements_of_one_name_are_told_as_a_whole() {
        assertThat(differing("{\"f\":[{\"code\":\"a\"},{\"code\":\"a\"}]}", "{\"f\":[{\"code\":\"b\"}]}"))
                .containsExactly("f: [{\"code\":\"a\"},{\"code\":\"a\"}] → [{\"code\":\"b\"}]");
    }
}

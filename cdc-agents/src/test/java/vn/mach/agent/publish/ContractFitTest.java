package vn.mach.agent.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import vn.mach.agent.config.TableConfig;
import vn.mach.change.Contract;
import vn.mach.naming.DatasetId;

class ContractFitTest {
    private static final Contract PERSON =
            Contract.of(DatasetId.parse("moj.person"), new Schema.Parser().parse("""
                    {"type": "record", "name": "Row", "namespace": "mach.moj.person", "fields": [
                      {"name": "id", "type": "string", "classification": "sensitive"},
                      {"name": "income", "type": ["null", "string"], "classification": "sensitive"},
                      {"name": "born", "type": {"type": "int", "logicalType": "date"}, "classification": "personal"},
                      {"name": "code", "type": {"type": "string", "logicalType": "uuid"}}]}"""), List.of("id"));

    @Test
    void what_names_a_field_of_the_contract_fits() {
        assertThat(problems(Map.of("born", "birth_date"), List.of("id", "income")))
                .isEmpty();
    }

    @Test
    void a_field_that_the_contract_does_not_have_is_named_with_those_it_has() {
        assertThat(problems(Map.of("birthday", "birth_date"), List.of("number")))
                .satisfiesExactly(
                        columns -> assertThat(columns)
                                .startsWith("columns of table public.person names field birthday")
                                .contains("[id, income, born, code]"),
                        hash -> assertThat(hash).startsWith("hash of table public.person names field number"));
    }

    @Test
    void only_a_plain_string_can_hold_a_hash() {
        assertThat(problems(Map.of(), List.of("born", "code"))).hasSize(2).allSatisfy(problem -> assertThat(problem)
                .contains("which is no plain string"));
    }

    @Test
    void a_sensitive_field_that_is_not_hashed_is_exposed() {
        assertThat(ContractFit.exposed(table(Map.of(), List.of("id")), PERSON)).containsExactly("income");
        assertThat(ContractFit.exposed(table(Map.of(), List.of("id", "income")), PERSON))
                .isEmpty();
    }

    private static List<String> problems(Map<String, String> columns, List<String> hash) {
        return ContractFit.problems(table(columns, hash), PERSON);
    }

    private static TableConfig table(Map<String, String> columns, List<String> hash) {
        return new TableConfig("public.person", "person", columns, hash);
    }
}

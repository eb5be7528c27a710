package vn.mach.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.mach.naming.DatasetId;
import vn.mach.wire.Contracts;

class ContractTest {
    private static final DatasetId PERSON = DatasetId.parse("moj.person");

    @ParameterizedTest
    @CsvSource({
        "moj.person, person, person_id",
        "gso.administrative-unit, administrative-unit, code",
        "moj.household, household, household_id",
        "mpi.enterprise, enterprise, registration_number",
        "monre.land-parcel, land-parcel, parcel_id"
    })
    void every_sample_contract_holds_the_rules(String dataset, String file, String key) {
        var contract = Contract.of(DatasetId.parse(dataset), Contracts.schema("samples/" + file), List.of(key));

        assertThat(Contract.fromEnvelope(contract.dataset(), contract.keySchema(), contract.envelopeSchema()))
                .isEqualTo(contract);
    }

    @Test
    void an_event_survives_its_way_through_the_envelope() {
        var contract = Contract.of(PERSON, Contracts.schema("samples/person"), List.of("person_id"));
        var row = new GenericData.Record(contract.row());
        row.put("person_id", 1L);
        var source = new ChangeEvent.Source("moj.person", new Position(1, 2, 3), 1_700_000_000_000_000L, false);
        var event = new ChangeEvent(Operation.CREATE, row, source, 1_700_000_000_001L);

        assertThat(ChangeEvent.fromAvro(event.toAvro(contract.envelopeSchema())))
                .isEqualTo(event);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"type":"array","items":"int"}                              | field 'x' is [array]
            {"type":"long","logicalType":"timestamp-millis"}            | field 'x' is [timestamp-millis]
            ["null","int","string"]                                     | field 'x' is [null, int, string]
            {"type":"enum","name":"Source","symbols":["A"]}             | field 'x' has a type named Source
            {"type":"string","java-class":"java.io.File"}               | field 'x' names java-class""")
    void a_field_of_another_type_is_refused_by_name(String type, String message) {
        var row = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"Row\",\"namespace\":\"mach.moj.person\",\"fields\":["
                        + "{\"name\":\"id\",\"type\":\"long\"},{\"name\":\"x\",\"type\":" + type + "}]}");

        assertThatThrownBy(() -> Contract.of(PERSON, row, List.of("id"))).hasMessageContaining(message);
    }

    @Test
    void a_key_that_may_be_null_or_is_not_there_is_refused() {
        var row = Contracts.schema("samples/person");

        assertThatThrownBy(() -> Contract.of(PERSON, row, List.of("phone"))).hasMessageContaining("may be null");
        assertThatThrownBy(() -> Contract.of(PERSON, row, List.of("nope"))).hasMessageContaining("not in the contract");
        assertThatThrownBy(() -> Contract.of(DatasetId.parse("moj.other"), row, List.of("person_id")))
                .hasMessageContaining("mach.moj.other.Row");
    }
}

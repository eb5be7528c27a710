package vn.mach.producer.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

class CsvValueTest {
    private static final Schema DECIMAL = LogicalTypes.decimal(6, 2).addToSchema(Schema.create(Schema.Type.BYTES));
    private static final Schema DATE = LogicalTypes.date().addToSchema(Schema.create(Schema.Type.INT));
    private static final Schema INSTANT = LogicalTypes.timestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
    private static final Schema LOCAL =
            LogicalTypes.localTimestampMicros().addToSchema(Schema.create(Schema.Type.LONG));
    private static final Schema UUID = LogicalTypes.uuid().addToSchema(Schema.create(Schema.Type.STRING));

    @Test
    void every_type_of_a_contract_has_a_text() {
        assertThat(parse(Schema.Type.STRING, " a ")).isEqualTo(" a ");
        assertThat(parse(Schema.Type.BOOLEAN, "true")).isEqualTo(true);
        assertThat(parse(Schema.Type.INT, "-7")).isEqualTo(-7);
        assertThat(parse(Schema.Type.LONG, "9007199254740993")).isEqualTo(9007199254740993L);
        assertThat(parse(Schema.Type.FLOAT, "0.5")).isEqualTo(0.5f);
        assertThat(parse(Schema.Type.DOUBLE, "1e3")).isEqualTo(1000.0);
        assertThat(parse(Schema.Type.BYTES, "AAE=")).isEqualTo(ByteBuffer.wrap(new byte[] {0, 1}));
        assertThat(CsvValue.parse(SchemaBuilder.enumeration("E").symbols("A", "B"), "B"))
                .hasToString("B");
        assertThat(CsvValue.parse(DATE, "1970-01-03")).isEqualTo(2);
        assertThat(CsvValue.parse(INSTANT, "1970-01-01T07:00:01.000002+07:00")).isEqualTo(1_000_002L);
        assertThat(CsvValue.parse(LOCAL, "1970-01-01T00:00:01")).isEqualTo(1_000_000L);
        assertThat(CsvValue.parse(DECIMAL, "12.5"))
                .isEqualTo(ByteBuffer.wrap(BigInteger.valueOf(1250).toByteArray()));
        assertThat(CsvValue.parse(UUID, "6F9619FF-8B86-D011-B42D-00C04FC964FF"))
                .isEqualTo("6f9619ff-8b86-d011-b42d-00c04fc964ff");
    }

    @Test
    void an_empty_cell_is_null_where_the_contract_allows_it() {
        var nullable = SchemaBuilder.nullable().stringType();

        assertThat(CsvValue.parse(nullable, "")).isNull();
        assertThat(parse(Schema.Type.STRING, "")).isEqualTo("");
        assertThatThrownBy(() -> parse(Schema.Type.INT, "")).hasMessage("is empty, which the contract does not allow");
    }

    @Test
    void what_does_not_fit_is_refused_and_not_rounded() {
        assertThatThrownBy(() -> CsvValue.parse(DECIMAL, "0.125")).hasMessageContaining("at most 2 decimals");
        assertThatThrownBy(() -> CsvValue.parse(DECIMAL, "12345.67")).hasMessageContaining("6 digits");
        assertThatThrownBy(() -> parse(Schema.Type.INT, "2147483648")).hasMessageContaining("type int");
        assertThatThrownBy(() -> parse(Schema.Type.BOOLEAN, "yes")).hasMessage("write true or false");
        assertThatThrownBy(() -> CsvValue.parse(DATE, "1/7/2025")).hasMessage("write a date as 2025-07-01");
        assertThatThrownBy(() -> CsvValue.parse(INSTANT, "2025-07-01T08:00:00")).hasMessageContaining("+07:00");
        assertThatThrownBy(() -> CsvValue.parse(UUID, "x")).hasMessage("write a UUID");
    }

    private static Object parse(Schema.Type type, String cell) {
        return CsvValue.parse(Schema.create(type), cell);
    }
}

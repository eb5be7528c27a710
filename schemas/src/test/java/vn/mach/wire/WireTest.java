package vn.mach.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.junit.jupiter.api.Test;
import vn.mach.connection.SchemaRegistryConnection;

class WireTest {
    private static final Schema KEY = Contracts.schema("control-key");

    private final SchemaCatalog catalog = SchemaCatalog.connect(SchemaRegistryConnection.of("mock://wire-test"));

    private static GenericRecord key(String id) {
        var key = new GenericData.Record(KEY);
        key.put("id", id);
        key.put("partition", 3);
        return key;
    }

    @Test
    void a_record_comes_back_as_it_was_with_text_as_string() {
        var wire = AvroSerializer.ofKeys(catalog).serialize("ctl.views", key("gso.unit.tất-cả"));

        var read = new AvroDeserializer(catalog).deserialize("ctl.views", wire);

        assertThat(read).isEqualTo(key("gso.unit.tất-cả"));
        assertThat(read.get("id")).isInstanceOf(String.class);
        assertThat(WireFormat.schemaId(wire)).isEqualTo(catalog.latestId("ctl.views-key"));
    }

    @Test
    void the_id_of_the_schema_does_not_move_a_key() {
        var body = WireFormat.body(AvroSerializer.ofKeys(catalog).serialize("t", key("x")));

        assertThat(KeyPartition.of(WireFormat.frame(1, body), 6))
                .isEqualTo(KeyPartition.of(WireFormat.frame(999, body), 6));
    }

    @Test
    void a_reader_with_a_new_field_gets_its_default() {
        var old = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"ControlKey\",\"namespace\":\"mach.control\",\"fields\":["
                        + "{\"name\":\"id\",\"type\":\"string\"}]}");
        var record = new GenericData.Record(old);
        record.put("id", "a");
        var wire = new RecordEncoder(old, catalog.register("evolved-key", old)).encode(record);

        assertThat(new RecordDecoder(catalog).decode(wire, KEY).get("partition"))
                .isEqualTo(-1);
    }

    @Test
    void bytes_that_are_no_record_are_refused_without_their_content() {
        var decoder = new RecordDecoder(catalog);
        var wire = AvroSerializer.ofKeys(catalog).serialize("t", key("secret-content"));

        for (var bad : List.of(new byte[0], new byte[] {1, 0, 0, 0, 1, 2}, Arrays.copyOf(wire, wire.length - 4))) {
            assertThatThrownBy(() -> decoder.decode(bad))
                    .isInstanceOf(NotWireFormat.class)
                    .hasMessageNotContaining("secret");
        }
        assertThatThrownBy(() -> decoder.decode(WireFormat.frame(4711, new byte[0])))
                .isInstanceOf(SchemaRegistryException.class);
    }
}

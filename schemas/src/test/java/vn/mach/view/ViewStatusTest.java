package vn.mach.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.junit.jupiter.api.Test;
import vn.mach.change.Position;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.naming.ViewId;
import vn.mach.view.ViewStatus.Incomplete;
import vn.mach.view.ViewStatus.State;
import vn.mach.wire.RecordDecoder;
import vn.mach.wire.RecordEncoder;
import vn.mach.wire.SchemaCatalog;

class ViewStatusTest {
    private static final ViewId VIEW = ViewId.parse("moj.person.hanoi");
    /** As it was before views told of gaps. */
    private static final Schema BEFORE = before();

    private final SchemaCatalog catalog = SchemaCatalog.connect(SchemaRegistryConnection.of("mock://view-status-test"));
    private final RecordDecoder decoder = new RecordDecoder(catalog);

    private static Schema before() {
        var fields = ViewStatus.SCHEMA.getFields().stream()
                .filter(field -> !field.name().equals("incomplete"))
                .map(field -> new Schema.Field(field, field.schema()))
                .toList();
        return Schema.createRecord("ViewStatus", null, "mach.control", false, fields);
    }

    private byte[] encoded(GenericData.Record record) {
        var id = catalog.register("ctl.view-status-value", record.getSchema());
        return new RecordEncoder(record.getSchema(), id).encode(record);
    }

    @Test
    void a_status_survives_its_way_over_the_topic_with_and_without_a_gap() {
        var known = new Incomplete(new Position(1, 2, 3), "the slot is gone");
        for (var incomplete : new Incomplete[] {null, known, new Incomplete(null, null)}) {
            var status =
                    new ViewStatus(VIEW, 3, 7, State.LIVE, 9, new Position(4, 5, 6), incomplete, 1_700_000_000_001L);

            var read = decoder.decode(encoded((GenericData.Record) status.toAvro()), ViewStatus.SCHEMA);

            assertThat(ViewStatus.fromAvro(read)).isEqualTo(status);
        }
    }

    @Test
    void a_gap_from_nobody_knows_where_is_since_unknown() {
        assertThat(new Incomplete(null, null).since()).isEqualTo("unknown");
        assertThat(new Incomplete(new Position(1, 2, 3), null).since()).isEqualTo("00000001-0000000000000002-00000003");
    }

    @Test
    void a_status_of_before_is_read_and_a_reader_of_before_reads_one_of_now() {
        var old = new GenericData.Record(BEFORE);
        old.put("view", VIEW.toString());
        old.put("partition", 0);
        old.put("revision", 1L);
        old.put("state", new GenericData.EnumSymbol(BEFORE.getField("state").schema(), "LIVE"));
        old.put("scanned", 0L);
        old.put("position", null);
        old.put("at", 5L);

        assertThat(ViewStatus.fromAvro(decoder.decode(encoded(old), ViewStatus.SCHEMA)))
                .isEqualTo(new ViewStatus(VIEW, 0, 1, State.LIVE, 0, null, null, 5));
        var now = new ViewStatus(VIEW, 0, 1, State.LIVE, 0, null, new Incomplete(null, "r"), 5);
        assertThat(decoder.decode(encoded((GenericData.Record) now.toAvro()), BEFORE)
                        .toString())
                .isEqualTo(old.toString());
    }
}

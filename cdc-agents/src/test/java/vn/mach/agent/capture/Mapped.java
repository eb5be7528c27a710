package vn.mach.agent.capture;

import java.util.HashSet;
import java.util.Map;
import org.apache.avro.generic.GenericRecord;
import vn.mach.agent.publish.CapturedTable;

/** What becomes of a row that a table reader gives. */
public final class Mapped {
    private Mapped() {}

    public static GenericRecord row(CapturedTable captured, Map<String, Object> columns) {
        return RowMapper.of(captured.topic().rowSchema(), captured.table(), Map.of(), "", new HashSet<>())
                .row(columns);
    }
}

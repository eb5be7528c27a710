package vn.mach.benchmark;

import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import vn.mach.change.ChangeEvent;
import vn.mach.change.Contract;
import vn.mach.change.Operation;
import vn.mach.change.Position;
import vn.mach.naming.DatasetId;

/** A dataset of ten fields, and seeded rows of it. */
final class Residents {
    static final DatasetId DATASET = DatasetId.parse("moj.resident");

    static final Schema ROW = SchemaBuilder.record("Row")
            .namespace(DATASET.namespace())
            .fields()
            .requiredLong("resident_id")
            .requiredString("id_number")
            .requiredString("full_name")
            .requiredInt("birth_year")
            .requiredString("sex")
            .requiredString("province_code")
            .requiredString("commune_code")
            .optionalString("phone")
            .requiredBoolean("active")
            .requiredDouble("score")
            .endRecord();

    static final Contract CONTRACT = Contract.of(DATASET, ROW, List.of("resident_id"));

    /** Enough that no branch is learnt by heart, few enough to stay in the cache. A power of two. */
    static final int COUNT = 1024;

    private static final int PROVINCES = 34;

    private Residents() {}

    static GenericRecord[] rows() {
        var random = new Random(20250701);
        var rows = new GenericRecord[COUNT];
        for (int i = 0; i < COUNT; i++) {
            rows[i] = row(random, i);
        }
        return rows;
    }

    static GenericRecord event(GenericRecord row, int index) {
        var source = new ChangeEvent.Source(
                DATASET.toString(), new Position(1, 1_751_328_000_000_000L, index), 1_751_328_000_000_000L, false);
        return new ChangeEvent(Operation.UPDATE, row, source, 1_751_328_000_000L).toAvro(CONTRACT.envelopeSchema());
    }

    private static GenericRecord row(Random random, int i) {
        int province = 1 + random.nextInt(PROVINCES);
        var row = new GenericData.Record(ROW);
        row.put("resident_id", (long) i);
        row.put("id_number", String.format("%012d", random.nextInt(1_000_000_000)));
        row.put("full_name", "Nguyễn Thị Minh " + (char) ('A' + random.nextInt(26)));
        row.put("birth_year", 1930 + random.nextInt(90));
        row.put("sex", random.nextBoolean() ? "F" : "M");
        row.put("province_code", String.format("%02d", province));
        row.put("commune_code", String.format("%05d", random.nextInt(3_321)));
        row.put("phone", random.nextInt(4) == 0 ? null : "09" + random.nextInt(100_000_000));
        row.put("active", random.nextInt(10) > 0);
        row.put("score", random.nextDouble());
        return row;
    }
}

package vn.mach.benchmark.router;

import java.util.List;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.kafka.clients.producer.ProducerRecord;
import vn.mach.change.ChangeEvent;
import vn.mach.change.Contract;
import vn.mach.change.Operation;
import vn.mach.change.Position;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.wire.KeyPartition;
import vn.mach.wire.RecordEncoder;
import vn.mach.wire.SchemaCatalog;

/** A dataset of ten fields in 63 provinces, whose events have about 200 bytes. */
final class Residences {
    static final DatasetId DATASET = DatasetId.parse("moj.residence");
    static final int PARTITIONS = 6;
    static final int PROVINCES = 63;
    static final List<String> HALF = List.of("id", "full_name", "province_code", "active", "birth_year");

    static final Schema ROW = SchemaBuilder.record("Row")
            .namespace(DATASET.namespace())
            .fields()
            .requiredLong("id")
            .requiredString("id_number")
            .requiredString("full_name")
            .requiredInt("birth_year")
            .requiredString("province_code")
            .requiredString("commune_code")
            .requiredString("address")
            .optionalString("phone")
            .requiredBoolean("active")
            .requiredDouble("score")
            .endRecord();

    static final Contract CONTRACT = Contract.of(DATASET, ROW, List.of("id"));

    private final RecordEncoder keys;
    private final RecordEncoder values;
    private final Random random = new Random(20250701);
    private long commit;

    Residences(SchemaCatalog catalog) {
        var topic = DATASET.topic();
        keys = new RecordEncoder(
                CONTRACT.keySchema(), catalog.register(Topics.keySubject(topic), CONTRACT.keySchema()));
        values = new RecordEncoder(
                CONTRACT.envelopeSchema(), catalog.register(Topics.valueSubject(topic), CONTRACT.envelopeSchema()));
    }

    /** The next change of the row with this id, as its agent publishes it. */
    ProducerRecord<byte[], byte[]> event(long id) {
        var key = new GenericData.Record(CONTRACT.keySchema());
        key.put("id", id);
        var wireKey = keys.encode(key);
        long now = System.currentTimeMillis();
        var source = new ChangeEvent.Source(DATASET.toString(), new Position(1, ++commit, 0), now * 1_000, false);
        var event = new ChangeEvent(Operation.UPDATE, row(id), source, now).toAvro(CONTRACT.envelopeSchema());
        return new ProducerRecord<>(
                DATASET.topic(), KeyPartition.of(wireKey, PARTITIONS), wireKey, values.encode(event));
    }

    private GenericData.Record row(long id) {
        var row = new GenericData.Record(ROW);
        row.put("id", id);
        row.put("id_number", String.format("%012d", random.nextInt(1_000_000_000)));
        row.put("full_name", "Nguyễn Thị Minh " + (char) ('A' + random.nextInt(26)));
        row.put("birth_year", 1930 + random.nextInt(90));
        row.put("province_code", province(random.nextInt(PROVINCES)));
        row.put("commune_code", String.format("%05d", random.nextInt(3_321)));
        row.put("address", "Số " + random.nextInt(1_000) + ", đường Trần Hưng Đạo, phường " + random.nextInt(30));
        row.put("phone", random.nextInt(4) == 0 ? null : "09" + random.nextInt(100_000_000));
        row.put("active", random.nextInt(10) > 0);
        row.put("score", random.nextDouble());
        return row;
    }

    static String province(int number) {
        return String.format("%02d", number + 1);
    }
}

package vn.mach.router.topology;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericData;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import vn.mach.change.ChangeEvent;
import vn.mach.change.Contract;
import vn.mach.change.DeadLetter;
import vn.mach.change.Operation;
import vn.mach.change.Position;
import vn.mach.change.Statistics;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.connection.Secret;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.naming.ViewId;
import vn.mach.router.topology.LiveViews.LiveView;
import vn.mach.view.ColumnRule;
import vn.mach.view.Gate;
import vn.mach.view.PseudonymKeys;
import vn.mach.view.ViewDefinition;
import vn.mach.view.ViewStatus;
import vn.mach.wire.RecordEncoder;
import vn.mach.wire.SchemaCatalog;

/**
 * What one change costs one partition of the router, by the number of views on its dataset: three of them show the row, whatever
 * their number, and each tells the change. Stores are in memory and what is told is counted and dropped, so that the views' share
 * is not hidden behind the disk and the network. In the router's package, for what is measured is nobody else's to call.
 */
public final class ManyViews {
    private static final DatasetId DATASET = DatasetId.parse("moj.resident");
    private static final Schema ROW = SchemaBuilder.record("Row")
            .namespace(DATASET.namespace())
            .fields()
            .requiredLong("resident_id")
            .requiredString("id_number")
            .requiredString("full_name")
            .requiredInt("birth_year")
            .requiredString("sex")
            .requiredString("commune_code")
            .optionalString("phone")
            .requiredBoolean("active")
            .requiredDouble("score")
            .endRecord();
    private static final Contract CONTRACT = Contract.of(DATASET, ROW, List.of("resident_id"));
    private static final int KEYS = 10_000;
    private static final int BATCH = 20_000;
    private static final int MATCHING = 3;

    private final SchemaCatalog catalog =
            SchemaCatalog.connect(SchemaRegistryConnection.of("mock://" + UUID.randomUUID()));
    private final Random random = new Random(20250701);
    private final Told told = new Told();
    private final RecordEncoder keys =
            new RecordEncoder(CONTRACT.keySchema(), register(Topics.keySubject(DATASET.topic()), CONTRACT.keySchema()));
    private final RecordEncoder events = new RecordEncoder(
            CONTRACT.envelopeSchema(), register(Topics.valueSubject(DATASET.topic()), CONTRACT.envelopeSchema()));
    private final PartitionRouter router;
    private final int communes;
    private long commit;

    /** @param condition with {@code %05d} for the number of a commune; three views have each commune */
    private ManyViews(int views, String condition) {
        communes = Math.max(1, views / MATCHING);
        var live = new LiveViews();
        var binder = new ViewBinder(catalog, PseudonymKeys.derivedFrom(new Secret("a secret of the benchmark")));
        router = new PartitionRouter(
                DATASET,
                0,
                live,
                binder,
                new PartitionRouter.Stores(store(), store(), store(), store()),
                told,
                ScanBudget.MAX_ROWS,
                new Load(),
                System::currentTimeMillis);
        for (int i = 0; i < views; i++) {
            live.offer(new LiveView(view(i, condition), LiveViews.Topic.PRESENT));
        }
        router.hearNews();
        while (told.live < views) {
            router.tick();
        }
    }

    /** Rounds of all sizes in turn; prints the medians. Arguments: the number of rounds, 5 if not given. */
    @SuppressWarnings("SystemOut") // the result
    public static void main(String[] args) {
        int rounds = args.length == 0 ? 5 : Integer.parseInt(args[0]);
        var sizes = new int[] {1, 3, 10, 100, 1_000, 10_000};
        var subjects = new ArrayList<ManyViews>();
        for (int size : sizes) {
            subjects.add(new ManyViews(size, "commune_code = '%05d' AND active"));
        }
        subjects.add(new ManyViews(1_000, "lower(commune_code) = '%05d' AND active"));
        var nanos = new double[subjects.size()][rounds];
        subjects.forEach(subject -> subject.round());
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < subjects.size(); i++) {
                nanos[i][round] = subjects.get(i).round();
            }
        }
        double three = median(nanos[1]);
        System.out.printf("%-22s %7s %12s %12s %12s %8s%n", "views", "told", "ns, median", "least", "most", "to 3");
        for (int i = 0; i < subjects.size(); i++) {
            Arrays.sort(nanos[i]);
            System.out.printf(
                    Locale.ROOT,
                    "%-22s %7.2f %12.0f %12.0f %12.0f %8.2f%n",
                    i < sizes.length ? Integer.toString(sizes[i]) : "1000, none by index",
                    subjects.get(i).told.perChange(),
                    median(nanos[i]),
                    nanos[i][0],
                    nanos[i][rounds - 1],
                    median(nanos[i]) / three);
        }
    }

    /** Nanoseconds a change, over a batch of changes of random rows that are encoded before. */
    private double round() {
        var batch = new Incoming[BATCH];
        for (int i = 0; i < BATCH; i++) {
            batch[i] = change(random.nextInt(KEYS));
        }
        long start = System.nanoTime();
        for (var record : batch) {
            router.accept(record);
        }
        long nanos = System.nanoTime() - start;
        told.changes += BATCH;
        return (double) nanos / BATCH;
    }

    /** Another name each time, which every view shows; the commune of a resident stays. */
    private Incoming change(long resident) {
        var row = new GenericData.Record(ROW);
        row.put("resident_id", resident);
        row.put("id_number", String.format(Locale.ROOT, "%012d", resident));
        row.put("full_name", "Nguyễn Thị Minh " + commit);
        row.put("birth_year", 1930 + (int) (resident % 90));
        row.put("sex", resident % 2 == 0 ? "F" : "M");
        row.put("commune_code", String.format(Locale.ROOT, "%05d", resident % communes));
        row.put("phone", null);
        row.put("active", true);
        row.put("score", random.nextDouble());
        var position = new Position(1, ++commit, 0);
        var source = new ChangeEvent.Source(DATASET.toString(), position, System.currentTimeMillis() * 1_000, false);
        var event = new ChangeEvent(Operation.UPDATE, row, source, System.currentTimeMillis());
        var key = new GenericData.Record(CONTRACT.keySchema());
        key.put("resident_id", resident);
        return new Incoming(
                keys.encode(key),
                events.encode(event.toAvro(CONTRACT.envelopeSchema())),
                position.toString().getBytes(StandardCharsets.UTF_8),
                System.currentTimeMillis(),
                commit);
    }

    private ViewDefinition view(int number, String condition) {
        var columns = List.<ColumnRule>of(
                new ColumnRule.Keep("resident_id"),
                new ColumnRule.Keep("full_name"),
                new ColumnRule.Keep("birth_year"),
                new ColumnRule.Keep("sex"));
        return new ViewDefinition(
                ViewId.of(DATASET, "v" + number),
                1,
                1,
                Gate.OPEN,
                false,
                null,
                String.format(Locale.ROOT, condition, number % communes),
                columns,
                CONTRACT,
                1,
                List.of());
    }

    private int register(String subject, Schema schema) {
        return catalog.register(subject, schema);
    }

    private static KeyValueStore<Bytes, byte[]> store() {
        return Stores.inMemoryKeyValueStore("memory").get();
    }

    private static double median(double[] values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    /** Counts. */
    private static final class Told implements Output {
        private int live;
        private long records;
        private long changes;

        double perChange() {
            return (double) records / changes;
        }

        @Override
        public void record(
                ViewEvaluator by, byte[] key, byte @Nullable [] value, ChangeEvent.Source source, long timestamp) {
            records++;
        }

        @Override
        public void deadLetter(DeadLetter letter) {
            throw new IllegalStateException(letter.cause() + ": " + letter.message());
        }

        @Override
        public void statistics(Statistics statistics) {}

        @Override
        public void status(ViewStatus status) {
            live += status.state() == ViewStatus.State.LIVE ? 1 : 0;
        }
    }
}

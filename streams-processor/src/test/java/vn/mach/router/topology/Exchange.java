package vn.mach.router.topology;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.test.TestRecord;
import vn.mach.change.ChangeEvent;
import vn.mach.change.Contract;
import vn.mach.change.DatasetControl;
import vn.mach.change.DatasetControl.Kind;
import vn.mach.change.DeadLetter;
import vn.mach.change.Operation;
import vn.mach.change.Position;
import vn.mach.change.Statistics;
import vn.mach.connection.SchemaRegistryConnection;
import vn.mach.connection.Secret;
import vn.mach.naming.AgencyId;
import vn.mach.naming.DatasetId;
import vn.mach.naming.Topics;
import vn.mach.naming.ViewId;
import vn.mach.router.topology.LiveViews.LiveView;
import vn.mach.view.ColumnRule;
import vn.mach.view.Gate;
import vn.mach.view.PseudonymKeys;
import vn.mach.view.ViewDefinition;
import vn.mach.view.ViewStatus;
import vn.mach.view.ViewStatus.Incomplete;
import vn.mach.wire.AvroSerializer;
import vn.mach.wire.RecordDecoder;
import vn.mach.wire.RecordEncoder;
import vn.mach.wire.SchemaCatalog;

/** An owner, the router and its subscribers, without a network: what tests say things about. */
final class Exchange implements AutoCloseable {
    static final Secret SECRET = new Secret("a secret of the tests");

    /** Under this key of the hash that orders rows, the ids 1 to 9, then 11, come in their order. */
    private static final byte[] IN_ORDER =
            ByteBuffer.allocate(4).putInt(8194609).array();

    private final Contract contract;
    private final int rowsPerTick;
    private Secret secret = SECRET;
    private final SchemaCatalog catalog;
    private SchemaCatalog routers;
    private final RecordDecoder decoder;
    private final List<TestRecord<byte[], byte[]>> written = new ArrayList<>();
    private final Map<String, ViewDefinition> views = new LinkedHashMap<>();
    private final Map<String, List<Told>> told = new LinkedHashMap<>();
    private final List<ViewStatus> statuses = new ArrayList<>();
    private final List<DeadLetter> deadLetters = new ArrayList<>();
    private final Map<String, Long> bytes = new LinkedHashMap<>();
    private final Map<String, Statistics> statistics = new LinkedHashMap<>();
    private LiveViews live = new LiveViews();
    private TopologyTestDriver driver;
    private long commit;

    /** One record on a view's topic. {@code event} and {@code row} are null for a tombstone, {@code row} for a delete. */
    record Told(
            Map<String, Object> key,
            ChangeEvent event,
            Map<String, Object> row,
            String position,
            String version,
            String incomplete) {
        String op() {
            return event == null ? "-" : event.operation().code();
        }
    }

    private Exchange(Contract contract, int rowsPerTick, SchemaCatalog catalog, SchemaCatalog routers) {
        this.contract = contract;
        this.rowsPerTick = rowsPerTick;
        this.catalog = catalog;
        this.routers = routers;
        this.decoder = new RecordDecoder(catalog);
        this.driver = drive();
    }

    static Exchange of(Contract contract) {
        return of(contract, ScanBudget.MAX_ROWS);
    }

    /** With scans that stop after so many rows, so that a test can act in the middle of one. */
    static Exchange of(Contract contract, int rowsPerTick) {
        var registry = SchemaRegistryConnection.of("mock://" + UUID.randomUUID());
        var catalog = SchemaCatalog.connect(registry);
        return new Exchange(contract, rowsPerTick, catalog, catalog);
    }

    /** With a schema registry that can stop answering the router. */
    static Exchange of(Contract contract, SchemaRegistrySwitch registry) {
        return new Exchange(contract, ScanBudget.MAX_ROWS, registry.owner(), registry.router());
    }

    /**
     * Another router, without any state, that runs the same views over what compaction has left of the dataset's topic. An
     * older record never comes after a newer one of its key: agents publish exactly once.
     */
    Exchange afterLosingAllState() {
        var left = new LinkedHashMap<Bytes, TestRecord<byte[], byte[]>>();
        for (var record : written) {
            var key = Bytes.wrap(record.key());
            var older = left.get(key);
            if (older == null || header(record, Position.HEADER).compareTo(header(older, Position.HEADER)) >= 0) {
                left.remove(key);
                left.put(key, record);
            }
        }
        var other = new Exchange(contract, rowsPerTick, catalog, routers);
        views.values().forEach(other::say);
        left.values().stream().filter(record -> record.value() != null).forEach(record -> {
            other.pipe(record);
            other.tick();
        });
        return other;
    }

    private TopologyTestDriver drive() {
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, contract.dataset().routerApplication());
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        var binder = new ViewBinder(routers, PseudonymKeys.derivedFrom(secret));
        var topology =
                RouterTopology.build(contract.dataset(), live, binder, rowsPerTick, Stores::inMemoryKeyValueStore);
        var started = new TopologyTestDriver(topology, properties, Instant.parse("2026-01-01T00:00:00Z"));
        started.<Bytes, byte[]>getKeyValueStore(RouterTopology.PROGRESS).put(PartitionMarks.ORDER, IN_ORDER);
        return started;
    }

    /** Defines a view, or the next version of it, and lets the router take it up. */
    Exchange view(String slug, String where, ColumnRule... columns) {
        return define(slug, where, columns).tick();
    }

    /** Defines a view, or the next version of it; the router has not noticed yet. */
    Exchange define(String slug, String where, ColumnRule... columns) {
        var old = views.get(slug);
        int version = old == null ? 1 : old.version() + 1;
        var id = ViewId.of(contract.dataset(), slug);
        return say(new ViewDefinition(
                id,
                version,
                revision(slug) + 1,
                Gate.OPEN,
                true,
                AgencyId.of("hanoi"),
                where,
                List.of(columns),
                contract,
                6));
    }

    Exchange shut(String slug) {
        return say(views.get(slug).with(Gate.CLOSED, revision(slug) + 1));
    }

    Exchange reopen(String slug) {
        return say(views.get(slug).with(Gate.OPEN, revision(slug) + 1));
    }

    Exchange retire(String slug) {
        return say(views.get(slug).with(Gate.RETIRED, revision(slug) + 1));
    }

    /** As when the fleet cannot vouch for the view's topic. */
    Exchange hold(String slug) {
        live.offer(new LiveView(views.get(slug), LiveViews.Topic.UNKNOWN));
        return this;
    }

    Exchange release(String slug) {
        live.offer(new LiveView(views.get(slug), LiveViews.Topic.PRESENT));
        return this;
    }

    Exchange topicIsGone(String slug) {
        live.offer(new LiveView(views.get(slug), LiveViews.Topic.MISSING));
        return this;
    }

    Exchange say(ViewDefinition view) {
        views.put(view.id().slug(), view);
        live.offer(new LiveView(view, view.gate() == Gate.CLOSED ? LiveViews.Topic.UNKNOWN : LiveViews.Topic.PRESENT));
        return this;
    }

    ViewDefinition definition(String slug) {
        return views.get(slug);
    }

    private long revision(String slug) {
        return views.containsKey(slug) ? views.get(slug).revision() : 0;
    }

    /** The owner inserts or updates rows, each in a transaction of its own. */
    Exchange publish(GenericRecord... rows) {
        for (var row : rows) {
            send(Operation.UPDATE, row, row, new Position(1, ++commit, 0), false);
        }
        return this;
    }

    /** The owner's agent reads rows of a snapshot. */
    Exchange snapshot(GenericRecord... rows) {
        for (var row : rows) {
            send(Operation.READ, row, row, new Position(1, ++commit, 0), true);
        }
        return this;
    }

    /** The owner deletes rows; of each, only the key matters. */
    Exchange delete(GenericRecord... rows) {
        for (var row : rows) {
            var position = new Position(1, ++commit, 0);
            send(Operation.DELETE, null, row, position, false);
            tombstone(row, position);
        }
        return this;
    }

    /** The last commit so far; see {@link #publishAgain}. */
    long commit() {
        return commit;
    }

    /** A record of an old position, as after a restart of an agent. */
    Exchange publishAgain(long atCommit, GenericRecord row) {
        send(Operation.UPDATE, row, row, new Position(1, atCommit, 0), false);
        return this;
    }

    /** A delete whose event compaction has already taken: only the tombstone is left. */
    Exchange compactedDelete(GenericRecord row) {
        tombstone(row, new Position(1, ++commit, 0));
        return this;
    }

    /** The owner empties the table. */
    Exchange truncate() {
        return say(Kind.TRUNCATE, ++commit, null, null);
    }

    /** A truncation of an old position. */
    Exchange truncateAgain(long atCommit) {
        return say(Kind.TRUNCATE, atCommit, null, null);
    }

    /** Changes after {@code from} are lost at the source. */
    Exchange gap(Position from, String reason) {
        return say(Kind.GAP, ++commit, from, reason);
    }

    /** A gap of an old position. */
    Exchange gapAgain(long atCommit, Position from, String reason) {
        return say(Kind.GAP, atCommit, from, reason);
    }

    Exchange gapClosed() {
        return say(Kind.GAP_CLOSED, ++commit, null, null);
    }

    private Exchange say(Kind kind, long atCommit, Position from, String reason) {
        return say(new DatasetControl(
                contract.dataset(), kind, new Position(1, atCommit, 0), from, reason, 1_700_000_000_000_000L));
    }

    /** The owner's agent says something of the whole dataset. */
    Exchange say(DatasetControl control) {
        var key = AvroSerializer.ofKeys(catalog).serialize(Topics.DATASET_CONTROL, control.key(0));
        var value = AvroSerializer.ofValues(catalog).serialize(Topics.DATASET_CONTROL, control.toAvro());
        input(key, value, at(control.position()));
        return this;
    }

    /** The id of the schema of the owner's events. */
    int envelopeId() {
        return catalog.register(Topics.valueSubject(contract.dataset().topic()), contract.envelopeSchema());
    }

    /** Any bytes, without a position. */
    Exchange raw(byte[] key, byte[] value) {
        input(key, value, new RecordHeaders());
        return this;
    }

    /** Any bytes under the key of this row and the next position. */
    Exchange raw(GenericRecord keyed, byte[] value) {
        input(key(keyed), value, at(new Position(1, ++commit, 0)));
        return this;
    }

    /** A tombstone under the key of this row whose position says anything. */
    Exchange rawTombstone(GenericRecord keyed, String position) {
        var headers = new RecordHeaders().add(Position.HEADER, position.getBytes(StandardCharsets.UTF_8));
        input(key(keyed), null, headers);
        return this;
    }

    /** An event of this row, written as {@code envelope} under any id; of the next position. */
    byte[] event(GenericRecord row, Schema envelope, int id, DatasetId dataset) {
        var source = new ChangeEvent.Source(
                dataset.toString(), new Position(1, commit + 1, 0), 1_700_000_000_000_000L, false);
        var event = new ChangeEvent(Operation.UPDATE, row, source, 1_700_000_000_001L);
        return new RecordEncoder(envelope, id).encode(event.toAvro(envelope));
    }

    /** An event of the dataset as the owner's agent would write it next. */
    byte[] event(GenericRecord row) {
        return event(row, contract.envelopeSchema(), envelopeId(), contract.dataset());
    }

    SchemaCatalog catalog() {
        return catalog;
    }

    /** Everything that was kept so far. */
    List<DeadLetter> deadLetters() {
        collect();
        return deadLetters;
    }

    /** The last word on each hour of a view, oldest first. */
    List<Statistics> statisticsOf(String slug) {
        collect();
        return statistics.values().stream()
                .filter(it -> it.view().slug().equals(slug))
                .toList();
    }

    /** Submits it again, as the command does. */
    Exchange replay(DeadLetter letter) {
        var record = new TestRecord<>(
                letter.key(),
                letter.value(),
                Resubmission.headers(letter),
                Instant.ofEpochMilli(letter.timestampMillis()));
        driver.createInputTopic(contract.dataset().replayTopic(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(record);
        return this;
    }

    private void send(
            Operation operation, GenericRecord after, GenericRecord keyed, Position position, boolean snapshot) {
        var envelope = contract.envelopeSchema();
        int id = envelopeId();
        var source = new ChangeEvent.Source(contract.dataset().toString(), position, 1_700_000_000_000_000L, snapshot);
        var event = new ChangeEvent(operation, after, source, 1_700_000_000_001L);
        input(key(keyed), new RecordEncoder(envelope, id).encode(event.toAvro(envelope)), at(position));
    }

    private void tombstone(GenericRecord keyed, Position position) {
        input(key(keyed), null, at(position));
    }

    byte[] key(GenericRecord row) {
        var key = new GenericData.Record(contract.keySchema());
        contract.key().forEach(column -> key.put(column, row.get(column)));
        int id = catalog.register(Topics.keySubject(contract.dataset().topic()), contract.keySchema());
        return new RecordEncoder(contract.keySchema(), id).encode(key);
    }

    private void input(byte[] key, byte[] value, Headers headers) {
        var record = new TestRecord<>(key, value, headers, Instant.ofEpochMilli(1_700_000_000_002L));
        written.add(record);
        pipe(record);
    }

    private void pipe(TestRecord<byte[], byte[]> record) {
        driver.createInputTopic(contract.dataset().topic(), new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(record);
    }

    private static Headers at(Position position) {
        return new RecordHeaders().add(Position.HEADER, position.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** One step of the clock: gates are looked at, scans go on by one budget. */
    Exchange tick() {
        driver.advanceWallClockTime(Duration.ofMillis(20));
        return this;
    }

    /** So much later, in one step of the clock, and the steps in which statistics are told. */
    Exchange later(Duration time) {
        driver.advanceWallClockTime(time);
        return this;
    }

    Exchange ticks(int times) {
        for (int i = 0; i < times; i++) {
            tick();
        }
        return this;
    }

    /** Kills the process; another one starts from what was committed and hears the views anew. */
    Exchange restart() {
        collect();
        var committed = new LinkedHashMap<String, Map<Bytes, byte[]>>();
        for (var store :
                List.of(RouterTopology.ROWS, RouterTopology.PROGRESS, RouterTopology.SEEN, RouterTopology.WAITING)) {
            var content = new TreeMap<Bytes, byte[]>();
            try (var all = this.<Bytes, byte[]>store(store).all()) {
                all.forEachRemaining(entry -> content.put(entry.key, entry.value));
            }
            committed.put(store, content);
        }
        driver.close();
        var before = live;
        live = new LiveViews();
        driver = drive();
        committed.forEach((store, content) -> content.forEach(this.<Bytes, byte[]>store(store)::put));
        before.current().views().values().forEach(live::offer);
        return this;
    }

    /** As {@link #restart}, with a router that knows no schema yet. */
    Exchange restartKnowing(SchemaCatalog nothing) {
        routers = nothing;
        return restart();
    }

    /** As {@link #restart}, with another secret of the pseudonyms in the configuration. */
    Exchange restartWith(Secret other) {
        secret = other;
        return restart();
    }

    private <K, V> KeyValueStore<K, V> store(String name) {
        return driver.getKeyValueStore(name);
    }

    /** How many things the router remembers of its views and of the partition. */
    int progressEntries() {
        return entries(RouterTopology.PROGRESS);
    }

    /** Bytes of everything on the view's topic. */
    long bytesOf(String slug) {
        collect();
        return bytes.getOrDefault(slug, 0L);
    }

    /** How many rows the router remembers for the sake of subscribers that were told nothing. */
    int remembered() {
        return entries(RouterTopology.SEEN);
    }

    private int entries(String store) {
        int count = 0;
        try (var all = this.<Bytes, byte[]>store(store).all()) {
            for (; all.hasNext(); all.next()) {
                count++;
            }
        }
        return count;
    }

    /** Everything on the view's topic so far. */
    List<Told> eventsOf(String slug) {
        collect();
        return told.getOrDefault(slug, List.of());
    }

    /** The operations on the view's topic so far, {@code -} for a tombstone. */
    String opsOf(String slug) {
        return String.join("", eventsOf(slug).stream().map(Told::op).toList());
    }

    /** What a subscriber has that reads the view's topic from the beginning: its compacted content, in key order. */
    List<Map<String, Object>> contentOf(String slug) {
        return contentSince(0, slug);
    }

    /** The same of one who reads the topic after it was emptied of its first events. */
    List<Map<String, Object>> contentSince(int events, String slug) {
        var content = new TreeMap<String, Map<String, Object>>();
        var all = eventsOf(slug);
        for (var event : all.subList(events, all.size())) {
            if (event.row() == null) {
                content.remove(event.key().toString());
            } else {
                content.put(event.key().toString(), event.row());
            }
        }
        return List.copyOf(content.values());
    }

    /** What the router said about the view, oldest first. */
    List<ViewStatus> statusesOf(String slug) {
        collect();
        return statuses.stream()
                .filter(status -> status.view().slug().equals(slug))
                .toList();
    }

    ViewStatus.State stateOf(String slug) {
        var all = statusesOf(slug);
        return all.isEmpty() ? null : all.get(all.size() - 1).state();
    }

    private void collect() {
        for (var slug : views.keySet()) {
            var topic = ViewId.of(contract.dataset(), slug).topic();
            var all = told.computeIfAbsent(slug, unused -> new ArrayList<>());
            output(topic).forEach(record -> {
                all.add(told(record));
                int size = record.key().length + (record.value() == null ? 0 : record.value().length);
                bytes.merge(slug, (long) size, Long::sum);
            });
        }
        output(contract.dataset().deadLetterTopic())
                .forEach(record -> deadLetters.add(DeadLetter.fromAvro(decoder.decode(record.value()))));
        output(Topics.STATISTICS).forEach(record -> {
            var told = Statistics.fromAvro(decoder.decode(record.value()));
            statistics.put(decoder.decode(record.key()).toString(), told);
        });
        output(Topics.VIEW_STATUS).forEach(record -> statuses.add(ViewStatus.fromAvro(decoder.decode(record.value()))));
    }

    private List<TestRecord<byte[], byte[]>> output(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    private Told told(TestRecord<byte[], byte[]> record) {
        var event = record.value() == null ? null : ChangeEvent.fromAvro(decoder.decode(record.value()));
        return new Told(
                fields(decoder.decode(record.key())),
                event,
                event == null || event.after() == null ? null : fields(event.after()),
                header(record, Position.HEADER),
                header(record, RouterProcessor.VIEW_VERSION),
                header(record, Incomplete.HEADER));
    }

    private static String header(TestRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static Map<String, Object> fields(GenericRecord record) {
        var fields = new LinkedHashMap<String, Object>();
        record.getSchema().getFields().forEach(field -> fields.put(field.name(), record.get(field.pos())));
        return fields;
    }

    @Override
    public void close() {
        driver.close();
    }
}

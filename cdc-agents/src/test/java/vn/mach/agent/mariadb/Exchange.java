package vn.mach.agent.mariadb;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.agent.publish.DatasetTopic;
import vn.mach.agent.publish.Destination;
import vn.mach.agent.publish.PublishedLog;
import vn.mach.change.ChangeEvent;
import vn.mach.change.Contract;
import vn.mach.change.DatasetControl;
import vn.mach.naming.Topics;
import vn.mach.wire.RecordDecoder;
import vn.mach.wire.SchemaCatalog;

/** One agent between a database and Kafka, and what arrives there. */
final class Exchange implements AutoCloseable {
    final TestMariaDb database;
    final CommittedLog log = new CommittedLog();
    private final Map<String, String> tables = new LinkedHashMap<>();
    private final Map<String, Contract> contracts = new LinkedHashMap<>();

    Exchange() {
        this(new TestMariaDb());
    }

    Exchange(TestMariaDb database) {
        this.database = database;
    }

    /** Declares a dataset of a table of the database; the first key columns of the fields (JSON) are its key. */
    Exchange dataset(String table, String dataset, String fields, String... key) {
        tables.put(database.name + "." + table, dataset);
        var row = new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"Row\",\"namespace\":\"mach.moj." + dataset + "\",\"fields\":["
                        + fields + "]}");
        var id = config().datasetOf(config().tables().get(tables.size() - 1));
        var contract = Contract.of(id, row, List.of(key));
        contracts.put(dataset, contract);
        catalog().register(Topics.keySubject(id.topic()), contract.keySchema());
        catalog().register(Topics.valueSubject(id.topic()), contract.envelopeSchema());
        return this;
    }

    Destination destination() {
        return Running.destination(config(), log, catalog());
    }

    Running start() {
        return new Running(config(), captured(), log, catalog());
    }

    /** The tables with their contracts as registered. */
    List<CapturedTable> captured() {
        var catalog = catalog();
        return config().tables().stream()
                .map(table -> new CapturedTable(table, DatasetTopic.open(config().datasetOf(table), catalog, 6)))
                .toList();
    }

    AgentConfig config() {
        return database.config(tables);
    }

    SchemaCatalog catalog() {
        return SchemaCatalog.connect(database.config(Map.of("x.x", "xx")).schemaRegistry());
    }

    /** What has arrived: {@code <op> <key> <row>} and {@code tombstone <key>}. */
    List<String> arrived() {
        var lines = new ArrayList<String>();
        var decoder = new RecordDecoder(catalog());
        for (var record : log.records()) {
            var key = decoder.decode(record.key());
            if (record.topic().equals(Topics.GAPS)) {
                lines.add("ctl.gaps " + decoder.decode(record.value()).get("closed"));
            } else if (DatasetControl.isKey(key.getSchema())) {
                lines.add(
                        DatasetControl.fromAvro(decoder.decode(record.value())).kind() + " " + record.partition());
            } else if (record.value() == null) {
                lines.add("tombstone " + key);
            } else {
                var event = ChangeEvent.fromAvro(decoder.decode(record.value()));
                lines.add(event.operation().code() + " " + key + " " + event.after());
            }
        }
        return lines;
    }

    /** What a reader of a dataset's topic has in the end: key to row. */
    Map<String, String> content(String dataset) {
        var content = new TreeMap<String, String>();
        var topic = captured().stream()
                .map(CapturedTable::topic)
                .filter(captured -> captured.dataset().toString().equals(dataset))
                .findFirst()
                .orElseThrow();
        var rows = new ArrayList<Map<String, String>>();
        for (int i = 0; i < topic.partitions(); i++) {
            rows.add(new TreeMap<>());
        }
        var decoder = new RecordDecoder(catalog());
        log.published(catalog()).read(topic, new PublishedLog.Reader() {
            @Override
            public void row(int partition, byte[] wireKey, @Nullable GenericRecord row) {
                var key = decoder.decode(wireKey).toString();
                if (row == null) {
                    rows.get(partition).remove(key);
                } else {
                    rows.get(partition).put(key, row.toString());
                }
            }

            @Override
            public void truncated(int partition) {
                rows.get(partition).clear();
            }
        });
        rows.forEach(content::putAll);
        return content;
    }

    List<ChangeEvent> events() {
        var decoder = new RecordDecoder(catalog());
        return log.records().stream()
                .filter(record -> record.value() != null && record.topic().startsWith(Topics.DATA_PREFIX))
                .filter(record ->
                        !DatasetControl.isKey(decoder.decode(record.key()).getSchema()))
                .map(record -> ChangeEvent.fromAvro(decoder.decode(record.value())))
                .toList();
    }

    /** Those of one dataset. */
    List<ChangeEvent> events(String dataset) {
        return events().stream()
                .filter(event -> event.source().dataset().equals(dataset))
                .toList();
    }

    List<GenericRecord> rows() {
        return events().stream().map(ChangeEvent::after).toList();
    }

    void awaitEvents(int count) {
        Running.await(() -> log.records().size() >= count);
    }

    @Override
    public void close() {
        database.close();
    }
}

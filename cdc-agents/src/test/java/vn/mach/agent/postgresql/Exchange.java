package vn.mach.agent.postgresql;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import vn.mach.agent.config.AgentConfig;
import vn.mach.agent.publish.CapturedTable;
import vn.mach.agent.publish.DatasetTopic;
import vn.mach.change.ChangeEvent;
import vn.mach.change.Contract;
import vn.mach.naming.Topics;
import vn.mach.wire.RecordDecoder;
import vn.mach.wire.SchemaCatalog;

/** One agent between a database and Kafka, and what arrives there. */
final class Exchange implements AutoCloseable {
    final TestDatabase database = new TestDatabase();
    final CommittedLog log = new CommittedLog();
    private final Map<String, String> tables = new LinkedHashMap<>();
    private final Map<String, Contract> contracts = new LinkedHashMap<>();

    /** Declares a dataset of a table; the first key columns of the fields (JSON) are its key. */
    Exchange dataset(String table, String dataset, String fields, String... key) {
        tables.put(table, dataset);
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

    Running start() {
        return new Running(config(), captured(), log);
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

    private SchemaCatalog catalog() {
        return SchemaCatalog.connect(database.config(Map.of("public.x", "xx")).schemaRegistry());
    }

    /** What has arrived: {@code <op> <key> <row>} and {@code tombstone <key>}. */
    List<String> arrived() {
        var lines = new ArrayList<String>();
        var decoder = new RecordDecoder(catalog());
        for (var record : log.records()) {
            var key = decoder.decode(record.key());
            if (record.value() == null) {
                lines.add("tombstone " + key);
            } else {
                var event = ChangeEvent.fromAvro(decoder.decode(record.value()));
                lines.add(event.operation().code() + " " + key + " " + event.after());
            }
        }
        return lines;
    }

    List<ChangeEvent> events() {
        var decoder = new RecordDecoder(catalog());
        return log.records().stream()
                .filter(record -> record.value() != null)
                .map(record -> ChangeEvent.fromAvro(decoder.decode(record.value())))
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

package vn.mach.producer;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.mach.connection.ConfigFile;
import vn.mach.connection.IllegalConfiguration;
import vn.mach.producer.csv.CsvConfig;
import vn.mach.producer.csv.CsvExport;
import vn.mach.producer.csv.Differences;
import vn.mach.producer.csv.IllegalCsv;
import vn.mach.producer.csv.PublishedRows;
import vn.mach.wire.SchemaCatalog;

/**
 * For an agency with only spreadsheets: publishes what is different between a CSV export and the one published before, in
 * one transaction.
 */
public final class PublishCsv {
    private static final Logger LOG = LoggerFactory.getLogger(PublishCsv.class);

    private PublishCsv() {}

    public static void main(String[] args) {
        System.exit(run(args, System.err));
    }

    static int run(String[] args, PrintStream err) {
        if (args.length != 2) {
            err.println("usage: PublishCsv <config.yaml> <export.csv>");
            return 2;
        }
        try {
            publish(ConfigFile.read(Path.of(args[0]), CsvConfig.class), Path.of(args[1]));
            return 0;
        } catch (IllegalConfiguration | IllegalCsv e) {
            err.println(e.getMessage());
            return 2;
        } catch (PublishFailure e) {
            err.println(e.getMessage());
            return 1;
        } catch (RuntimeException e) {
            LOG.atDebug().setCause(e).log("ends");
            var message = String.valueOf(e.getMessage());
            err.println("nothing that this run began is published: "
                    + e.getClass().getSimpleName() + ": "
                    + message.lines().findFirst().orElse(message));
            return 1;
        }
    }

    private static void publish(CsvConfig config, Path file) {
        var catalog = SchemaCatalog.connect(config.schemaRegistry());
        try (var publisher = DatasetPublisher.open(config.kafka(), catalog, config.agentId(), config.datasetId())) {
            var export = CsvExport.read(file, publisher.contract());
            var state = new PublishedRows(config.statePath(), publisher.contract());
            var published = state.published(publisher.last());
            if (published == null && publisher.last() != null) {
                LOG.atWarn()
                        .addKeyValue("dataset", config.datasetId())
                        .log("the state file is missing: every row is published again, and rows that were deleted since"
                                + " the last export are not noticed");
            }
            var differences =
                    Differences.between(published == null ? Map.of() : published, export, publisher.contract());
            if (published == null || !differences.none()) {
                state.announce(export, publisher.last());
                var batch = batch(differences, published == null);
                if (!batch.isEmpty()) {
                    publisher.publish(batch);
                }
                state.published();
            }
            report(config, differences, published == null);
        }
    }

    private static List<RowChange> batch(Differences differences, boolean unknown) {
        var batch = new ArrayList<RowChange>();
        differences.deleted().forEach(key -> batch.add(RowChange.deleted(key)));
        differences.updated().forEach(row -> batch.add(RowChange.upserted(row)));
        differences.created().forEach(row -> batch.add(unknown ? RowChange.found(row) : RowChange.created(row)));
        return batch;
    }

    private static void report(CsvConfig config, Differences differences, boolean unknown) {
        int created = differences.created().size();
        int updated = differences.updated().size();
        int deleted = differences.deleted().size();
        LOG.atInfo()
                .addKeyValue("dataset", config.datasetId())
                .addKeyValue("count", created + updated + deleted)
                .log(
                        "published: {} {}, {} updated, {} deleted, {} unchanged",
                        created,
                        unknown ? "found" : "created",
                        updated,
                        deleted,
                        differences.unchanged());
    }
}

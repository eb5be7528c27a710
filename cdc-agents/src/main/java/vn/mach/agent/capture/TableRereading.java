package vn.mach.agent.capture;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.publish.ChangePublisher;
import vn.mach.agent.publish.PublishedLog;
import vn.mach.wire.KeyPartition;

/**
 * What is known of one table that is read again while it is streamed. A row that the source changes meanwhile is left to the
 * stream, which tells it whole and in order; of the others, what was read is compared with what is published. To be used in
 * this order: hear changes, load, compare chunks (each after the stream has told all that it shows), find what is gone.
 */
final class TableRereading {
    private final TableMapper table;
    private final Standing.Reread how;
    private final Fingerprints fingerprints;
    private final List<PublishedRows> published;
    private boolean truncated;

    TableRereading(TableMapper table, Standing.Reread how) {
        this.table = table;
        this.how = how;
        this.fingerprints =
                new Fingerprints(table.topic().keySchema(), table.topic().rowSchema());
        this.published = IntStream.range(0, table.topic().partitions())
                .mapToObj(partition -> new PublishedRows())
                .toList();
    }

    /** The source has changed the row of this key, and that is published. */
    synchronized void changed(byte[] wireKey) {
        of(wireKey).settle(fingerprints.ofKey(wireKey));
    }

    /** The source has deleted all rows, and that is published. */
    synchronized void truncated() {
        published.forEach(PublishedRows::clear);
        truncated = true;
    }

    /** Takes in what was published until now. */
    void load(PublishedLog log) {
        if (how == Standing.Reread.EVERYTHING) {
            return;
        }
        log.read(table.topic(), new PublishedLog.Reader() {
            @Override
            public void row(int partition, byte[] wireKey, @Nullable GenericRecord row) {
                synchronized (TableRereading.this) {
                    long fingerprint = row == null ? PublishedRows.DELETED : fingerprints.ofRow(row);
                    published.get(partition).published(fingerprints.ofKey(wireKey), fingerprint);
                }
            }

            @Override
            public void truncated(int partition) {
                synchronized (TableRereading.this) {
                    published.get(partition).deleteAll();
                }
            }
        });
    }

    /** The rows of a chunk as records of the contract. */
    synchronized List<Row> map(TableReader.Chunk chunk) {
        var rows = new ArrayList<Row>();
        for (var values : chunk.rows()) {
            var key = table.keys().row(values);
            var row = table.rows().row(values);
            rows.add(new Row(key, row, fingerprints.wireKey(key), fingerprints.ofRow(row)));
        }
        return rows;
    }

    /** Publishes the rows that differ; false if the table was truncated since: then its reading begins again. */
    synchronized boolean compare(List<Row> chunk, ChangePublisher.Between between) {
        if (truncated) {
            truncated = false;
            return false;
        }
        for (var row : chunk) {
            var key = fingerprints.ofKey(row.wireKey());
            var rows = of(row.wireKey());
            if (!rows.isSettled(key)) {
                if (rows.row(key) != row.fingerprint()) {
                    between.row(table.topic(), row.key(), row.row());
                }
                rows.settle(key);
            }
        }
        return true;
    }

    /** Tells the keys whose rows are published and not in the source any more; a key perhaps more than once. */
    void gone(PublishedLog log, Consumer<Gone> keys) {
        if (how == Standing.Reread.EVERYTHING) {
            return;
        }
        log.read(table.topic(), new PublishedLog.Reader() {
            @Override
            public void row(int partition, byte[] wireKey, @Nullable GenericRecord row) {
                if (isGone(wireKey)) {
                    keys.accept(new Gone(fingerprints.key(wireKey), wireKey));
                }
            }

            @Override
            public void truncated(int partition) {
                // Its rows are known to be deleted.
            }
        });
    }

    /** Whether the row of this key is published, was not read, and was not changed since. */
    private synchronized boolean isGone(byte[] wireKey) {
        var key = fingerprints.ofKey(wireKey);
        var rows = of(wireKey);
        return !rows.isSettled(key) && rows.row(key) != PublishedRows.DELETED;
    }

    /** Publishes the deletes of those that are still gone. */
    synchronized void delete(List<Gone> gone, ChangePublisher.Between between) {
        for (var row : gone) {
            if (isGone(row.wireKey())) {
                between.delete(table.topic(), row.key());
                changed(row.wireKey());
            }
        }
    }

    private PublishedRows of(byte[] wireKey) {
        return published.get(KeyPartition.of(wireKey, published.size()));
    }

    /** A row that was read. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Row(GenericRecord key, GenericRecord row, byte[] wireKey, long fingerprint) {}

    /** A key that was published. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Gone(GenericRecord key, byte[] wireKey) {}
}

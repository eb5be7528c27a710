package vn.mach.router.store;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.CompactionStyle;
import org.rocksdb.CompressionType;
import org.rocksdb.FlushOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** The files of one {@link RowStore}: RocksDB without its log, which the changelog is. */
final class RowFiles implements AutoCloseable {
    private static final double FILTER_BITS_A_KEY = 10;
    private static final long WRITE_BUFFER_BYTES = 16L << 20;
    private static final int BLOCK_BYTES = 4 << 10;

    static {
        RocksDB.loadLibrary();
    }

    private final Deque<AutoCloseable> natives = new ArrayDeque<>();
    private final String store;
    private final RocksDB db;
    private final WriteOptions withoutLog;
    private final StoreFigures figures;
    private boolean absent;

    private RowFiles(Path directory, String store, StateStoreContext context) throws RocksDBException {
        this.store = store;
        var options = options();
        RocksDbMemory.share(options);
        this.db = owned(RocksDB.open(options, directory.toString()));
        this.withoutLog = owned(new WriteOptions().setDisableWAL(true));
        this.figures = StoreFigures.of(db, store, context);
    }

    /** Throws {@link ProcessorStateException} when they cannot be used. */
    static RowFiles open(Path directory, String store, StateStoreContext context) {
        try {
            return new RowFiles(directory, store, context);
        } catch (RocksDBException e) {
            throw new ProcessorStateException("store " + store + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private Options options() {
        var table = new BlockBasedTableConfig()
                .setFilterPolicy(owned(new BloomFilter(FILTER_BITS_A_KEY)))
                .setBlockSize(BLOCK_BYTES);
        return owned(new Options())
                .setCreateIfMissing(true)
                .setInfoLogLevel(InfoLogLevel.ERROR_LEVEL)
                .setCompressionType(CompressionType.NO_COMPRESSION)
                .setCompactionStyle(CompactionStyle.UNIVERSAL)
                .setWriteBufferSize(WRITE_BUFFER_BYTES)
                .setMemtableWholeKeyFiltering(true)
                .setMemtablePrefixBloomSizeRatio(0.1)
                .setMaxWriteBufferNumber(3)
                .setIncreaseParallelism(Math.max(2, Runtime.getRuntime().availableProcessors()))
                .setTableFormatConfig(table);
    }

    /** Whether it is there is asked first where the key before was not: else it would be looked for twice. */
    byte @Nullable [] get(byte[] key) {
        if (absent && !db.keyMayExist(key, null)) {
            return null;
        }
        try {
            var value = db.get(key);
            absent = value == null;
            return value;
        } catch (RocksDBException e) {
            throw unusable(e);
        }
    }

    /** @param deleted the value, by identity, of a key that is not to be there */
    void write(Map<Bytes, byte[]> rows, byte[] deleted) {
        try (var batch = new WriteBatch()) {
            // In their order: each then goes beside the one before, and need not be looked for the place of.
            for (var row : sorted(rows)) {
                if (row.getValue() == deleted) {
                    batch.delete(row.getKey().get());
                } else {
                    batch.put(row.getKey().get(), row.getValue());
                }
            }
            db.write(withoutLog, batch);
        } catch (RocksDBException e) {
            throw unusable(e);
        }
    }

    private static List<Map.Entry<Bytes, byte[]>> sorted(Map<Bytes, byte[]> rows) {
        var sorted = new ArrayList<>(rows.entrySet());
        sorted.sort(
                (a, b) -> Arrays.compareUnsigned(a.getKey().get(), b.getKey().get()));
        return sorted;
    }

    /** All that was written is on disk afterwards. */
    void flush() {
        try (var wait = new FlushOptions().setWaitForFlush(true)) {
            db.flush(wait);
        } catch (RocksDBException e) {
            throw unusable(e);
        }
    }

    private ProcessorStateException unusable(RocksDBException e) {
        return new ProcessorStateException("store " + store + " cannot be used: " + e.getMessage(), e);
    }

    KeyValueIterator<Bytes, byte[]> range(@Nullable Bytes from, @Nullable Bytes to) {
        return new RowRange(db.newIterator(), from, to);
    }

    long estimatedRows() {
        return figures.rows();
    }

    private <T extends AutoCloseable> T owned(T resource) {
        natives.push(resource);
        return resource;
    }

    /** The last opened first, as RocksDB needs it. */
    @Override
    public void close() {
        figures.close();
        for (var resource : natives) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new ProcessorStateException("a store cannot be closed", e);
            }
        }
    }
}

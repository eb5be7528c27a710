package vn.mach.router.store;

import java.util.NoSuchElementException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksIterator;

/** Rows in the order of their keys, as they were when it was made. */
final class RowRange implements KeyValueIterator<Bytes, byte[]> {
    private final RocksIterator rows;
    private final @Nullable Bytes last;

    RowRange(RocksIterator rows, @Nullable Bytes from, @Nullable Bytes last) {
        this.rows = rows;
        this.last = last;
        if (from == null) {
            rows.seekToFirst();
        } else {
            rows.seek(from.get());
        }
    }

    @Override
    public boolean hasNext() {
        return rows.isValid() && (last == null || Bytes.wrap(rows.key()).compareTo(last) <= 0);
    }

    @Override
    public Bytes peekNextKey() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return Bytes.wrap(rows.key());
    }

    @Override
    public KeyValue<Bytes, byte[]> next() {
        var row = KeyValue.pair(peekNextKey(), rows.value());
        rows.next();
        return row;
    }

    @Override
    public void close() {
        rows.close();
    }
}

package vn.mach.agent.capture;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import vn.mach.agent.config.TableConfig;
import vn.mach.agent.hash.Hashing;
import vn.mach.agent.hash.Seal;
import vn.mach.agent.publish.HeldLog;

/** A held log whose changes of tables with hashed fields are sealed: what leaves the host only as a hash waits unreadable. */
final class SealedLog implements HeldLog {
    private final HeldLog log;
    private final Map<String, Seal> seals = new LinkedHashMap<>();

    SealedLog(HeldLog log, List<TableConfig> tables, Hashing hashing) {
        this.log = log;
        for (var table : tables) {
            var seal = hashing.seal(table);
            if (seal != null) {
                seals.put(table.table(), seal);
            }
        }
    }

    @Override
    public ProducerRecord<byte[], byte[]> record(String table, byte[] change) {
        var seal = seals.get(table);
        return log.record(table, seal == null ? change : seal.seal(change));
    }

    @Override
    public long end() {
        return log.end();
    }

    @Override
    public Reader read(String table, long offset) {
        var reader = log.read(table, offset);
        var seal = seals.get(table);
        return seal == null ? reader : new Opened(reader, seal);
    }

    @Override
    public void forget(long before) {
        log.forget(before);
    }

    private record Opened(Reader sealed, Seal seal) implements Reader {
        @Override
        public List<Held> next() {
            return sealed.next().stream()
                    .map(held -> new Held(held.offset(), seal.open(held.change())))
                    .toList();
        }

        @Override
        public long offset() {
            return sealed.offset();
        }

        @Override
        public void close() {
            sealed.close();
        }
    }
}

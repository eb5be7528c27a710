package vn.mach.agent.mariadb;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import vn.mach.agent.capture.Standing;
import vn.mach.agent.progress.AgentFailure;
import vn.mach.agent.publish.AgentOffset;
import vn.mach.agent.publish.HeldLog;
import vn.mach.agent.publish.OffsetLog;
import vn.mach.agent.publish.PublishedLog;
import vn.mach.agent.publish.PublishedRecords;
import vn.mach.agent.publish.TransactionalSink;
import vn.mach.wire.SchemaCatalog;

/** What a read_committed reader of Kafka would see, and a process that dies at a chosen commit. */
final class CommittedLog implements OffsetLog {
    private static final String HELD = "ctl.held.moj.civil";
    private static final int HELD_AT_ONCE = 3;

    private final List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    private final Map<ProducerRecord<byte[], byte[]>, AgentOffset> offsets = new IdentityHashMap<>();
    private final TreeMap<Long, ProducerRecord<byte[], byte[]>> waiting = new TreeMap<>();
    private long forgotten;
    private boolean late;
    private @Nullable AgentOffset last;
    private int commits;
    private int deaths;
    private int opens;
    private Runnable meanwhile = () -> {};
    private int dieAt = Integer.MAX_VALUE;
    private boolean dieAfter;
    private volatile Duration delay = Duration.ZERO;

    /** From now on, the n-th commit is the last act of the process: lost if {@code before}, else visible. */
    synchronized void dieAtCommit(int n, boolean before) {
        dieAt = commits + n;
        dieAfter = !before;
    }

    /** A Kafka that takes its time for each commit, so that the stream is behind. */
    synchronized void slow(Duration commit) {
        delay = commit;
    }

    /** An operator has asked for tables to be read again. */
    synchronized void ask(Set<String> tables, Standing.Reread how) {
        var standing = Standing.of(last);
        standing.reread(tables, how);
        last = last.with(standing.toSource());
    }

    /** As if no gap had been told. */
    synchronized void forgetGaps() {
        var source = new LinkedHashMap<>(last.source());
        source.keySet().removeIf(key -> key.startsWith("gap "));
        last = new AgentOffset(
                last.agent(),
                last.phase(),
                last.epoch(),
                last.commit(),
                source,
                last.open(),
                last.tables(),
                last.atMillis());
    }

    /** How often the process died. */
    synchronized int deaths() {
        return deaths;
    }

    synchronized void live() {
        dieAt = Integer.MAX_VALUE;
    }

    synchronized List<ProducerRecord<byte[], byte[]>> records() {
        return List.copyOf(records);
    }

    synchronized int commits() {
        return commits;
    }

    /** The process stands still before it opens its n-th sink, and this happens meanwhile. */
    synchronized void beforeOpen(int n, Runnable happens) {
        opens = -n;
        meanwhile = happens;
    }

    TransactionalSink open(Duration limit) {
        if (++opens == 0) {
            meanwhile.run();
        }
        return new Sink();
    }

    PublishedLog published(SchemaCatalog catalog) {
        return (topic, reader) -> {
            var published = new PublishedRecords(catalog, topic, reader);
            records().stream()
                    .filter(record -> record.topic().equals(topic.dataset().topic()))
                    .forEach(record -> published.tell(record.partition(), record.key(), record.value()));
        };
    }

    /** What waits, with offsets as Kafka gives them: they grow, and not every one is a record. */
    HeldLog held() {
        return held;
    }

    private final HeldLog held = new HeldLog() {
        @Override
        public ProducerRecord<byte[], byte[]> record(String table, byte[] change) {
            return new ProducerRecord<>(HELD, 0, table.getBytes(StandardCharsets.UTF_8), change);
        }

        @Override
        public long end() {
            synchronized (CommittedLog.this) {
                return waiting.isEmpty() || late ? forgotten : waiting.lastKey() + 1;
            }
        }

        @Override
        public Reader read(String table, long offset) {
            return new HeldReader(table, offset);
        }

        @Override
        public void forget(long before) {
            synchronized (CommittedLog.this) {
                waiting.headMap(before).clear();
                forgotten = Math.max(forgotten, before);
            }
        }
    };

    /** A Kafka that lets none of the changes be read yet when it is asked for the end of them. */
    synchronized void late() {
        late = true;
    }

    /** How many changes wait, of whichever table. */
    synchronized int waiting() {
        return waiting.size();
    }

    private final class HeldReader implements HeldLog.Reader {
        private final String table;
        private long offset;

        HeldReader(String table, long offset) {
            this.table = table;
            this.offset = offset;
        }

        /** A few at a time, so that a release takes several transactions. */
        @Override
        public List<HeldLog.Held> next() {
            synchronized (CommittedLog.this) {
                var held = new ArrayList<HeldLog.Held>();
                for (var entry : waiting.tailMap(offset).entrySet()) {
                    if (held.size() == HELD_AT_ONCE) {
                        break;
                    }
                    offset = entry.getKey() + 1;
                    if (new String(entry.getValue().key(), StandardCharsets.UTF_8).equals(table)) {
                        held.add(new HeldLog.Held(
                                entry.getKey(), entry.getValue().value()));
                    }
                }
                return held;
            }
        }

        @Override
        public long offset() {
            return offset;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }

    @Override
    public synchronized ProducerRecord<byte[], byte[]> record(AgentOffset offset) {
        var record = new ProducerRecord<>("ctl.agent-offsets.moj.civil", 0, new byte[0], new byte[0]);
        offsets.put(record, offset);
        return record;
    }

    @Override
    public synchronized @Nullable AgentOffset last() {
        return last;
    }

    private final class Sink implements TransactionalSink {
        private final List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();

        @Override
        public void begin() {
            sent.clear();
        }

        @Override
        public void send(ProducerRecord<byte[], byte[]> record) {
            sent.add(record);
        }

        @Override
        public void commit() {
            LockSupport.parkNanos(delay.toNanos());
            synchronized (CommittedLog.this) {
                commits++;
                if (commits == dieAt) {
                    deaths++;
                }
                if (commits == dieAt && !dieAfter) {
                    throw new AgentFailure.Broken("killed", null);
                }
                for (var record : sent) {
                    var offset = offsets.get(record);
                    if (offset == null && record.topic().equals(HELD)) {
                        waiting.put(2 + (waiting.isEmpty() ? forgotten : waiting.lastKey()), record);
                    } else if (offset == null) {
                        records.add(record);
                    } else {
                        last = offset;
                    }
                }
                sent.clear();
                if (commits == dieAt) {
                    throw new AgentFailure.Broken("killed", null);
                }
            }
        }

        @Override
        public void close() {
            sent.clear();
        }
    }
}

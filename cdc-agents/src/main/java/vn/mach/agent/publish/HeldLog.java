package vn.mach.agent.publish;

import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Where the changes of held tables wait, in the order of the source. Each method but {@link #record} throws
 * {@link vn.mach.agent.progress.AgentFailure} if it cannot be reached.
 */
public interface HeldLog {
    /** The Kafka record of a change, to be sent in the transaction of the offset that covers it. */
    ProducerRecord<byte[], byte[]> record(String table, byte[] change);

    /** An offset before everything that is sent from now on. */
    long end();

    /** Reads what is visible of a table, from an offset on. */
    Reader read(String table, long offset);

    /** Nobody needs what is before this offset any more. */
    void forget(long before);

    /** A place in the log. One thread at a time may use it. */
    interface Reader extends AutoCloseable {
        /** The next changes; waits for a moment, and gives none if there are none yet. */
        List<Held> next();

        /** Where it reads on; grows with what is read, of any table. */
        long offset();

        @Override
        void close();
    }

    /** A change that waits. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Held(long offset, byte[] change) {}
}

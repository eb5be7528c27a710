package vn.mach.router.fleet;

import org.slf4j.Logger;
import vn.mach.naming.DatasetId;
import vn.mach.router.topology.UndecodableRecord;

/** Says once why a dataset stands still and when it is tried again. */
final class FailureLog {
    private FailureLog() {}

    static void log(Logger log, DatasetId dataset, Throwable failure, long pauseMillis) {
        var record = cause(failure);
        var line = log.atError().addKeyValue("dataset", dataset);
        if (record instanceof UndecodableRecord undecodable) {
            line.addKeyValue("topic", undecodable.topic())
                    .addKeyValue("partition", undecodable.partition())
                    .addKeyValue("position", undecodable.offset())
                    .addKeyValue("error", CannotRun.firstLine(undecodable))
                    .addKeyValue("millis", pauseMillis)
                    .log("stopped at a record that cannot be decoded, trying again");
        } else {
            line.addKeyValue("error", record.getClass().getSimpleName() + ": " + CannotRun.firstLine(record))
                    .addKeyValue("millis", pauseMillis)
                    .setCause(record)
                    .log("stopped, trying again");
        }
    }

    /** What went wrong, from under the layers that Kafka Streams puts over it. */
    private static Throwable cause(Throwable failure) {
        var deepest = failure;
        for (var next = failure; next != null; next = next.getCause()) {
            if (next instanceof UndecodableRecord) {
                return next;
            }
            deepest = next;
        }
        return deepest;
    }
}

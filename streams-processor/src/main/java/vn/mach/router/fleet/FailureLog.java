package vn.mach.router.fleet;

import org.slf4j.Logger;
import vn.mach.naming.DatasetId;
import vn.mach.router.topology.RegistryAway;

/** Says once why a dataset stands still and when it is tried again. */
final class FailureLog {
    private FailureLog() {}

    static void log(Logger log, DatasetId dataset, Throwable failure, long pauseMillis) {
        var record = cause(failure);
        var line = log.atError().addKeyValue("dataset", dataset);
        if (record instanceof RegistryAway away) {
            line.addKeyValue("error", CannotRun.firstLine(away))
                    .addKeyValue("millis", pauseMillis)
                    .log("stopped until the schema registry answers, trying again");
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
            if (next instanceof RegistryAway) {
                return next;
            }
            deepest = next;
        }
        return deepest;
    }
}

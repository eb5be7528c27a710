package vn.mach.registry.openapi;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.LoggerFactory;

/** Everything that is logged while it is open, with all that an event carries; of the registry's own code at every level. */
final class LogWatch extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Logger ours = (Logger) LoggerFactory.getLogger("vn.mach");

    LogWatch() {
        setContext(root.getLoggerContext());
        start();
        root.addAppender(this);
        ours.setLevel(Level.TRACE);
    }

    List<String> lines() {
        return lines;
    }

    @Override
    protected void append(ILoggingEvent event) {
        var thrown = event.getThrowableProxy();
        lines.add(event.getFormattedMessage() + " " + event.getKeyValuePairs() + " " + event.getMDCPropertyMap() + " "
                + (thrown == null ? "" : ThrowableProxyUtil.asString(thrown)));
    }

    @Override
    public void close() {
        root.detachAppender(this);
        ours.setLevel(null);
        stop();
    }
}

package vn.mach.sandbox.outage;

import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import vn.mach.connection.Secret;
import vn.mach.sandbox.broker.KafkaBroker;
import vn.mach.sandbox.host.Ports;

/** The sandbox's broker in a process of its own, which can be killed and frozen. */
public final class BrokerMain {
    static final String PASSWORD = "MACH_ADMIN_PASSWORD";

    private BrokerMain() {}

    /** The directory, and the file with the ports. */
    public static void main(String[] arguments) throws InterruptedException {
        var ports = Ports.settleOnFreePorts(Path.of(arguments[1]));
        try (var broker = KafkaBroker.start(Path.of(arguments[0]), ports, new Secret(System.getenv(PASSWORD)))) {
            LoggerFactory.getLogger(BrokerMain.class).info("ready");
            System.out.println("BrokerMain ready " + broker.bootstrap());
            Thread.currentThread().join();
        }
    }
}

package vn.mach.router;

import java.nio.file.Path;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import vn.mach.connection.ConfigFile;
import vn.mach.connection.IllegalConfiguration;
import vn.mach.router.fleet.CannotRun;
import vn.mach.router.fleet.RouterFleet;
import vn.mach.router.operate.OperateServer;

/** The router: materialises views. {@code RouterMain <config.yaml>}; see also {@link ReplayCommand}. */
public final class RouterMain {
    private static final Logger LOG = LoggerFactory.getLogger(RouterMain.class);
    private static final String REPLAY = "replay";
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private RouterMain() {}

    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals(REPLAY)) {
            // What a command prints is its answer; libraries would write between its lines.
            System.setProperty("mach.log.libraries", "OFF");
            System.exit(new CommandLine(new ReplayCommand()).execute(Arrays.copyOfRange(args, 1, args.length)));
        }
        if (args.length != 1) {
            exit(MISUSED, "usage: RouterMain <config.yaml> | RouterMain replay <config.yaml> <agency>.<dataset>");
            return;
        }
        try {
            var config = ConfigFile.read(Path.of(args[0]), RouterConfig.class);
            var fleet = RouterFleet.connect(config);
            if (config.operate() != null) {
                var unused = OperateServer.open(config.operate(), fleet::view);
            }
            Runtime.getRuntime().addShutdownHook(new Thread(fleet::close, "router-shutdown"));
            fleet.run(() -> LOG.info("ready"));
        } catch (IllegalConfiguration | IllegalArgumentException e) {
            exit(MISUSED, String.valueOf(e.getMessage()));
        } catch (CannotRun e) {
            exit(FAILED, String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            // Without this thread no gate is heard of: the process must not go on, whatever it was.
            LOG.error("stopped by a defect", e);
            exit(
                    FAILED,
                    "the router has stopped by a defect, see its log: "
                            + e.getClass().getSimpleName());
        }
    }

    @SuppressWarnings("SystemOut") // a start-up error is one line on stderr, whatever the logging says
    private static void exit(int code, String line) {
        System.err.println(line);
        System.exit(code);
    }
}

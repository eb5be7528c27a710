package vn.mach.sandbox;

import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.LoggerFactory;
import vn.mach.sandbox.host.DataDirectory;
import vn.mach.sandbox.host.GeneratedSecrets;
import vn.mach.sandbox.host.Home;
import vn.mach.sandbox.host.Ports;
import vn.mach.sandbox.postgres.PostgresServer;
import vn.mach.sandbox.process.PidRegistry;
import vn.mach.sandbox.process.Supervisor;

/** The ground a sandbox stands on; closing it ends every process and frees every port, whatever state they are in. */
final class Installation implements AutoCloseable {
    private final Home home;
    private final DataDirectory data;
    private final Ports ports;
    private final GeneratedSecrets secrets;
    private final Supervisor supervisor;
    private final PrintStream out;
    private final Deque<AutoCloseable> inProcess = new ArrayDeque<>();
    private final Thread hook = new Thread(this::close, "stop");
    private boolean closed;

    private Installation(Options options, DataDirectory data, PrintStream out) {
        this.home = options.home();
        this.data = data;
        this.out = out;
        this.ports = options.freePorts()
                ? Ports.settleOnFreePorts(data.ports())
                : Ports.settle(data.ports(), options.ports());
        this.secrets = GeneratedSecrets.of(data);
        this.supervisor = new Supervisor(data.logs(), new PidRegistry(data.run()), out);
    }

    /** Takes the data directory, ends what a killed sandbox left running there, and only then looks at ports. */
    static Installation open(Options options, PrintStream out) {
        var data = DataDirectory.open(options.data());
        try {
            System.setProperty("mach.logs", data.logs().toString());
            LoggerFactory.getILoggerFactory(); // here, before threads that would race to initialise it
            endLeftovers(options.home(), data, out);
            if (options.fresh()) {
                data.erase();
            }
            var installation = new Installation(options, data, out);
            Runtime.getRuntime().addShutdownHook(installation.hook);
            return installation;
        } catch (RuntimeException e) {
            data.close();
            throw e;
        }
    }

    /** PostgreSQL last: it stops in order, and waits for every agent that is still connected and gets no further. */
    private static void endLeftovers(Home home, DataDirectory data, PrintStream out) {
        new PidRegistry(data.run()).endLeftoversBut(PostgresServer.NAME).forEach(name -> leftBehind(name, out));
        if (PostgresServer.stopLeftover(home, data.postgres())) {
            leftBehind(PostgresServer.NAME, out);
        }
    }

    private static void leftBehind(String name, PrintStream out) {
        out.println("  stopped " + name + ", left behind by a sandbox that was killed");
    }

    /** To be closed after all child processes, last opened first. */
    <T extends AutoCloseable> T closing(T resource) {
        synchronized (inProcess) {
            inProcess.push(resource);
        }
        return resource;
    }

    Home home() {
        return home;
    }

    DataDirectory data() {
        return data;
    }

    Ports ports() {
        return ports;
    }

    GeneratedSecrets secrets() {
        return secrets;
    }

    Supervisor supervisor() {
        return supervisor;
    }

    PrintStream out() {
        return out;
    }

    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            supervisor.close();
            closeInProcess();
            data.close();
        }
        unhook();
    }

    private void closeInProcess() {
        synchronized (inProcess) {
            while (!inProcess.isEmpty()) {
                try {
                    inProcess.pop().close();
                } catch (Exception e) {
                    LoggerFactory.getLogger(Installation.class).warn("a part did not close", e);
                }
            }
        }
    }

    private void unhook() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // the JVM is ending: this is the hook's own doing, or it will find nothing to do
        }
    }
}

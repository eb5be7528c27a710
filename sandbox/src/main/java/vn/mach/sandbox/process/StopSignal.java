package vn.mach.sandbox.process;

import java.io.IOException;
import vn.mach.sandbox.host.SandboxFailure;

/** The signal which asks a process to end in order. */
public enum StopSignal {
    TERM,
    /** PostgreSQL's "fast" shutdown; its TERM waits for the clients to leave. */
    INT;

    void send(ProcessHandle process) {
        if (this == TERM) {
            process.destroy();
            return;
        }
        try {
            new ProcessBuilder("sh", "-c", "kill -" + name() + " " + process.pid())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw SandboxFailure.broken("Process " + process.pid() + " cannot be signalled", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

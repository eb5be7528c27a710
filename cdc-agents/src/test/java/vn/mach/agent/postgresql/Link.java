package vn.mach.agent.postgresql;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The network between an agent and a server, which a test may cut, stall and heal. */
final class Link implements AutoCloseable {
    private final ServerSocket listener;
    private final int target;
    private final List<Pair> pairs = new CopyOnWriteArrayList<>();
    private volatile State state = State.WHOLE;

    private enum State {
        WHOLE,
        /** Nothing passes, and neither side is told. */
        STALLED,
        /** What the server says does not arrive. */
        DEAF,
        /** Every attempt to connect is refused. */
        CUT
    }

    private record Pair(Socket agent, Socket server) {}

    Link(int target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Both sides are told with a reset, and new connections are refused. */
    void cut() {
        become(State.CUT);
        pairs.forEach(pair -> {
            reset(pair.agent());
            reset(pair.server());
        });
        pairs.clear();
    }

    void stall() {
        become(State.STALLED);
    }

    void deafen() {
        become(State.DEAF);
    }

    /** The server is told that all connections but the oldest are gone; the agent is not. New ones are whole. */
    void halfOpenButOldest() {
        pairs.stream().filter(pair -> !pair.agent().isClosed()).skip(1).forEach(pair -> reset(pair.server()));
    }

    void heal() {
        become(State.WHOLE);
    }

    private synchronized void become(State next) {
        state = next;
        notifyAll();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var agent = listener.accept();
                if (state == State.CUT) {
                    reset(agent);
                    continue;
                }
                var pair = new Pair(agent, new Socket(InetAddress.getLoopbackAddress(), target));
                pairs.add(pair);
                start(() -> pump(pair.agent(), pair.server(), true));
                start(() -> pump(pair.server(), pair.agent(), false));
            } catch (IOException e) {
                // Closed, or the server does not listen: then the agent finds its connection unanswered and tries
                // again.
                continue;
            }
        }
    }

    /** A side that was reset says nothing more; the other is told only when it closes in order. */
    private void pump(Socket from, Socket to, boolean fromAgent) {
        var buffer = new byte[16 * 1024];
        try {
            for (int read; (read = from.getInputStream().read(buffer)) >= 0; ) {
                awaitPassage(fromAgent);
                to.getOutputStream().write(buffer, 0, read);
            }
            awaitPassage(fromAgent);
            to.shutdownOutput();
            if (from.isOutputShutdown()) {
                from.close();
                to.close();
            }
        } catch (IOException | InterruptedException e) {
            // The end of this direction.
            assert e != null;
        }
    }

    private synchronized void awaitPassage(boolean fromAgent) throws InterruptedException {
        while (state == State.STALLED || state == State.DEAF && !fromAgent) {
            wait();
        }
    }

    /** Nothing happens to a socket that is closed already. */
    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            assert socket.isClosed();
        }
    }

    private static void start(Runnable task) {
        var thread = new Thread(task, "link");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        cut();
        try {
            listener.close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

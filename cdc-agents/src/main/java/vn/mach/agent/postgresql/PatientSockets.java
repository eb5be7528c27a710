package vn.mach.agent.postgresql;

import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import javax.net.SocketFactory;

/**
 * Sockets for the connection that the log comes on. Debezium asks the driver again and again whether something has come, and the
 * driver looks for a millisecond each time ({@code PGStream.hasMessagePending}); these look for longer, and end the look at once when
 * something comes. So an idle log costs little, and a change is not waited for. Made by the driver, by its name.
 */
public final class PatientSockets extends SocketFactory {
    private static final int DRIVERS_LOOK_MILLIS = 1;
    private static final int LOOK_MILLIS = 20;

    @Override
    public Socket createSocket() {
        return new PatientSocket();
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw refused();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw refused();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw refused();
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw refused();
    }

    /** The driver connects by itself, with its timeout. */
    private static RuntimeException refused() {
        return new UnsupportedOperationException("connect the socket");
    }

    private static final class PatientSocket extends Socket {
        @Override
        public synchronized void setSoTimeout(int millis) throws SocketException {
            super.setSoTimeout(millis == DRIVERS_LOOK_MILLIS ? LOOK_MILLIS : millis);
        }
    }
}

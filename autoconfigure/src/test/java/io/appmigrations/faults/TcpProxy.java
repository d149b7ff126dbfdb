package io.appmigrations.faults;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Stands between a client and a server, and cuts their connections on demand.
 */
final class TcpProxy implements AutoCloseable {

	private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private volatile boolean silent;

	private final String host;

	private final int port;

	TcpProxy(String host, int port) throws IOException {
		this.host = host;
		this.port = port;
		daemon(this::accept);
	}

	int port() {
		return this.listener.getLocalPort();
	}

	private static void daemon(Runnable work) {
		Thread thread = new Thread(work, "proxy");
		thread.setDaemon(true);
		thread.start();
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Socket client = this.listener.accept();
				Socket server = new Socket(this.host, this.port);
				this.sockets.addAll(List.of(client, server));
				daemon(() -> copy(client, server));
				daemon(() -> copy(server, client));
			}
			catch (IOException ex) {
				if (!this.listener.isClosed()) {
					throw new UncheckedIOException(ex);
				}
			}
		}
	}

	private void copy(Socket from, Socket to) {
		try {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			byte[] buffer = new byte[512];
			for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
				out.write(buffer, 0, read);
			}
		}
		catch (IOException ex) {
			// the connection was cut: that is what the proxy is for
		}
		finally {
			if (!this.silent) {
				closeQuietly(from);
				closeQuietly(to);
			}
		}
	}

	private static void closeQuietly(Socket socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Lets the server vanish: its sessions end, and the clients are not told. */
	void loseServer() throws IOException {
		this.silent = true;
		for (Socket socket : this.sockets) {
			if (socket.getPort() == this.port) {
				socket.close();
			}
		}
	}

	/** Resets every connection, in the middle of a message where one is under way. */
	void cut() throws IOException {
		for (Socket socket : this.sockets) {
			try {
				socket.setSoLinger(true, 0);
			}
			catch (SocketException ex) {
				// its other end may have closed it in the meantime
				if (!socket.isClosed()) {
					throw ex;
				}
			}
			socket.close();
		}
		this.sockets.clear();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		cut();
	}

}

package io.appmigrations.testing;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import javax.sql.DataSource;

import org.springframework.jdbc.datasource.AbstractDriverBasedDataSource;

/**
 * Stands between the driver and the server and counts how often the client waits for an
 * answer: each Sync and each Query message of the protocol (PostgreSQL's manual, 53.7),
 * but for BEGIN, which the driver sends together with what follows.
 */
public final class RoundTripCounter implements Closeable {

	private final ServerSocket listener;

	private final String host;

	private final int serverPort;

	private final AtomicInteger count = new AtomicInteger();

	private final AtomicInteger statements = new AtomicInteger();

	private final AtomicInteger connections = new AtomicInteger();

	private final List<String> texts = new CopyOnWriteArrayList<>();

	private final Thread owner = Thread.currentThread();

	public RoundTripCounter(TestDatabase database) throws IOException {
		this(URI.create(database.url().substring("jdbc:".length())));
	}

	private RoundTripCounter(URI server) throws IOException {
		this(server.getHost(), server.getPort());
	}

	/**
	 * Stands before a server.
	 * @param host the server's host
	 * @param port the server's port
	 */
	public RoundTripCounter(String host, int port) throws IOException {
		this.host = host;
		this.serverPort = port;
		this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		start(this::accept);
	}

	private static void start(Task task) {
		Thread thread = new Thread(() -> {
			try {
				task.run();
			}
			catch (IOException ex) {
				// a side has closed its connection: the test is over
			}
		}, "round-trip-counter");
		thread.setDaemon(true);
		thread.start();
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.listener.accept();
			Socket upstream = new Socket(this.host, this.serverPort);
			client.setTcpNoDelay(true);
			upstream.setTcpNoDelay(true);
			start(() -> pump(upstream.getInputStream(), client.getOutputStream()));
			start(() -> count(new DataInputStream(client.getInputStream()),
					new DataOutputStream(upstream.getOutputStream())));
		}
	}

	private static void pump(InputStream in, OutputStream out) throws IOException {
		byte[] buffer = new byte[8192];
		for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
			out.write(buffer, 0, read);
		}
		out.close();
	}

	private void count(DataInputStream in, DataOutputStream out) throws IOException {
		this.connections.incrementAndGet();
		forward(-1, in, out);
		for (int type = in.read(); type >= 0; type = in.read()) {
			forward(type, in, out);
		}
		out.close();
	}

	/**
	 * Counts before it writes, so that nothing is counted after its answer has arrived;
	 * writes the whole message at once, since two parts would wait for each other's
	 * acknowledgement.
	 */
	private void forward(int type, DataInputStream in, DataOutputStream out) throws IOException {
		int length = in.readInt();
		byte[] body = in.readNBytes(length - 4);
		if (type == 'S' || (type == 'Q' && !new String(body, StandardCharsets.UTF_8).startsWith("BEGIN"))) {
			this.count.incrementAndGet();
		}
		if (type == 'E' || type == 'Q') {
			this.statements.incrementAndGet();
		}
		if (type == 'P' || type == 'Q') {
			this.texts.add(new String(body, StandardCharsets.UTF_8));
		}
		ByteBuffer message = ByteBuffer.allocate(length + 1);
		if (type >= 0) {
			message.put((byte) type);
		}
		message.putInt(length).put(body);
		out.write(message.array(), 0, message.position());
		out.flush();
	}

	/**
	 * The round trips since the last connection was made; what the driver sends to make
	 * it does not count.
	 */
	public int count() {
		return this.count.get();
	}

	/**
	 * Starts to count again.
	 */
	public void reset() {
		this.count.set(0);
		this.statements.set(0);
		this.connections.set(0);
		this.texts.clear();
	}

	/**
	 * The statements as they were sent. The driver sends the text of one that it repeats
	 * only the first few times.
	 */
	public List<String> texts() {
		return List.copyOf(this.texts);
	}

	/**
	 * The statements that were executed, those of the driver and of a pool too.
	 */
	public int statements() {
		return this.statements.get();
	}

	public int connections() {
		return this.connections.get();
	}

	/**
	 * The port to connect to instead of the server's.
	 */
	public int port() {
		return this.listener.getLocalPort();
	}

	/**
	 * A data source through the counter. Connections of other threads go past it: on a
	 * busy machine, the watch over a run that takes long has one.
	 * @param database the database behind it
	 */
	public DataSource dataSource(TestDatabase database) {
		return new AbstractDriverBasedDataSource() {
			@Override
			protected Connection getConnectionFromDriver(Properties properties) throws SQLException {
				boolean counted = Thread.currentThread() == RoundTripCounter.this.owner;
				int port = counted ? port() : RoundTripCounter.this.serverPort;
				Connection connection = DriverManager.getConnection(
						"jdbc:postgresql://localhost:%s/%s?sslmode=disable".formatted(port, database.name()),
						database.username(), database.password());
				if (counted) {
					RoundTripCounter.this.count.set(0);
				}
				return connection;
			}
		};
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
	}

	@FunctionalInterface
	private interface Task {

		void run() throws IOException;

	}

}

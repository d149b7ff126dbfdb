package io.appmigrations.internal.database;

import java.nio.charset.StandardCharsets;

/**
 * How many statements go to the server at once.
 */
public final class RoundTrip {

	/**
	 * How much text is sent before answers are read. What fits into the sockets' buffers
	 * cannot block the client while the server is blocked on sending notices or rows.
	 */
	private static final int MAX_BYTES = 32 * 1024;

	/** For the same reason; an answer without rows takes less than 250 bytes. */
	static final int MAX_STATEMENTS = 200;

	private RoundTrip() {
	}

	/**
	 * Returns how much a statement takes; no more than fits in is counted.
	 * @param sql the statement
	 * @return bytes
	 */
	public static int bytes(String sql) {
		return (sql.length() > MAX_BYTES) ? MAX_BYTES + 1 : sql.getBytes(StandardCharsets.UTF_8).length;
	}

	/**
	 * Whether a statement can be sent together with others.
	 * @param statements how many there are
	 * @param bytes how long they are
	 * @param sql the statement
	 * @return {@code false} where they fill a round trip
	 */
	public static boolean fits(int statements, int bytes, String sql) {
		return statements == 0 || (statements < MAX_STATEMENTS && bytes + bytes(sql) <= MAX_BYTES);
	}

}

package io.appmigrations.script;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * The part of a revision file that runs in one direction.
 *
 * @param text the text between the marker line and the next one, as it stands in the file
 * @param line the line of the marker, counted from 1
 * @param transactional {@code false} where the marker says {@code transaction:off}
 * @param lockTimeout the {@code lock_timeout} of its statements, zero for none, or
 * {@code null} for the configured one
 * @param statementTimeout the {@code statement_timeout} of its statements, zero for none,
 * or {@code null} for the configured one
 * @param statements the statements in order
 */
public record Section(String text, int line, boolean transactional, @Nullable Duration lockTimeout,
		@Nullable Duration statementTimeout, List<SqlStatement> statements) {

	/**
	 * Copies the statements.
	 */
	public Section {
		statements = List.copyOf(statements);
	}

	/**
	 * Returns the options as they stand behind the section's marker.
	 * @return for example {@code transaction:off lock-timeout:5000ms}, empty where there
	 * are none
	 */
	public String options() {
		List<String> options = new ArrayList<>();
		if (!this.transactional) {
			options.add("transaction:off");
		}
		if (this.lockTimeout != null) {
			options.add("lock-timeout:%sms".formatted(this.lockTimeout.toMillis()));
		}
		if (this.statementTimeout != null) {
			options.add("statement-timeout:%sms".formatted(this.statementTimeout.toMillis()));
		}
		return String.join(" ", options);
	}

	/**
	 * Returns the digest of the section's beginning.
	 * @param count how many statements
	 * @return hexadecimal SHA-256: the same for the same statements with other comments,
	 * white space and line ends
	 */
	public String digestOfFirst(int count) {
		try {
			MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
			this.statements.subList(0, count)
				.forEach((statement) -> sha256.update(statement.digest().getBytes(StandardCharsets.US_ASCII)));
			return HexFormat.of().formatHex(sha256.digest());
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}

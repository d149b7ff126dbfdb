package io.appmigrations.internal.liquibase;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A change set that a revision was made from.
 *
 * @param path its change log, as in the history table
 * @param id its id
 * @param author its author
 * @param checksums the checksums that its row may have, with their version: for example
 * {@code 9:...} and {@code 8:...}; none if each is right
 * @param kind whether databases must have it
 */
public record LiquibaseSource(String path, String id, String author, List<String> checksums, Kind kind) {

	private static final String BETWEEN = "::";

	/**
	 * Normalizes the path as Liquibase does before it compares.
	 */
	public LiquibaseSource {
		path = normalized(path);
		checksums = List.copyOf(checksums);
	}

	/** Rows of Liquibase 3 have paths as they were included. */
	private static String normalized(String path) {
		String plain = path.replace('\\', '/').replaceFirst("^classpath\\*?:", "").replaceFirst("^[A-Za-z]:", "");
		Deque<String> folders = new ArrayDeque<>();
		for (String part : plain.split("/+", -1)) {
			if (part.equals("..") && !folders.isEmpty() && !folders.getLast().equals("..")) {
				folders.removeLast();
			}
			else if (!part.isEmpty() && !part.equals(".")) {
				folders.addLast(part);
			}
		}
		return String.join("/", folders);
	}

	/**
	 * Whether a row is that of this change set.
	 * @param other what the row names
	 * @return {@code true} if path, id and author are the same
	 */
	boolean isSame(LiquibaseSource other) {
		return this.id.equals(other.id) && this.author.equals(other.author) && this.path.equals(other.path);
	}

	/**
	 * Whether a row with a checksum fits.
	 * @param stored the checksum of the row, or {@code null} if it has none
	 * @return {@code false} if there is a checksum of the same version and it is another.
	 * Those of the oldest version do not name it
	 */
	boolean fits(@Nullable String stored) {
		if (stored == null || stored.indexOf(':') < 0 || this.checksums.contains(stored)) {
			return true;
		}
		String version = stored.substring(0, stored.indexOf(':') + 1);
		return this.checksums.stream().noneMatch((checksum) -> checksum.startsWith(version));
	}

	/** A word of a header. */
	String token() {
		return this.kind.prefix + encode(this.path) + BETWEEN + encode(this.id) + BETWEEN + encode(this.author) + "="
				+ String.join(",", this.checksums);
	}

	private static String encode(String part) {
		return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("%2F", "/").replaceFirst("^-", "%2D");
	}

	/** Reads a word of a header, or {@code null} if it is none. */
	static @Nullable LiquibaseSource read(String token) {
		Kind kind = Stream.of(Kind.LEFT_OUT, Kind.OPTIONAL)
			.filter((one) -> token.startsWith(one.prefix))
			.findFirst()
			.orElse(Kind.REQUIRED);
		String rest = token.substring(kind.prefix.length());
		int equals = rest.lastIndexOf('=');
		String[] parts = (equals < 0) ? new String[0] : rest.substring(0, equals).split(BETWEEN, -1);
		if (parts.length != 3) {
			return null;
		}
		String checksums = rest.substring(equals + 1);
		try {
			return new LiquibaseSource(decode(parts[0]), decode(parts[1]), decode(parts[2]),
					checksums.isEmpty() ? List.of() : List.of(checksums.split(",", -1)), kind);
		}
		catch (IllegalArgumentException ex) {
			// somebody has edited the header
			return null;
		}
	}

	private static String decode(String part) {
		return URLDecoder.decode(part, StandardCharsets.UTF_8);
	}

	/** Names it as Liquibase does. */
	@Override
	public String toString() {
		return this.path + BETWEEN + this.id + BETWEEN + this.author;
	}

	/**
	 * Whether databases must have a change set.
	 */
	public enum Kind {

		/** A database behind it has it. */
		REQUIRED(""),

		/** Liquibase goes on without it, and may try it again. */
		OPTIONAL("?"),

		/** It was not imported, but databases may have it. */
		LEFT_OUT("-");

		private final String prefix;

		Kind(String prefix) {
			this.prefix = prefix;
		}

	}

}

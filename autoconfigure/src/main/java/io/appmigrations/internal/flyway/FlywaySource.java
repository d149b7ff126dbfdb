package io.appmigrations.internal.flyway;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * A script of Flyway that a revision was made from, as the revision's header
 * {@code imported-from} names it: {@code flyway V1.2=-1307431580}.
 *
 * @param kind what it is to Flyway
 * @param name its version, or the description of a repeatable script
 * @param checksum Flyway's checksum, or {@code null} if it has none or it is not known
 */
public record FlywaySource(Kind kind, String name, @Nullable Integer checksum) {

	private static final String TOOL = "flyway ";

	/**
	 * Returns the version.
	 * @return the version of a script that has one
	 */
	public FlywayVersion version() {
		return Objects.requireNonNull(FlywayVersion.parse(this.name));
	}

	/**
	 * Writes the value of a header.
	 * @param sources the scripts that a revision was made from
	 * @return one line
	 */
	public static String header(List<FlywaySource> sources) {
		return TOOL + sources.stream().map(FlywaySource::token).collect(Collectors.joining(" "));
	}

	private String token() {
		return this.kind.letter() + URLEncoder.encode(this.name, StandardCharsets.UTF_8) + "="
				+ ((this.checksum != null) ? this.checksum : "");
	}

	/**
	 * Reads the value of a header.
	 * @param header the value, or {@code null} if the revision was not imported
	 * @return the scripts, none where the revision was not made from Flyway's, or the
	 * header cannot be read
	 */
	public static List<FlywaySource> read(@Nullable String header) {
		if (header == null || !header.startsWith(TOOL)) {
			return List.of();
		}
		List<FlywaySource> sources = new ArrayList<>();
		for (String token : header.substring(TOOL.length()).strip().split("\\s+", -1)) {
			int equals = token.lastIndexOf('=');
			Kind kind = token.isEmpty() ? null : Kind.of(token.substring(0, 1));
			String checksum = token.substring(equals + 1);
			if (kind == null || equals < 2 || !checksum.matches("(?:-?[0-9]{1,10})?")) {
				return List.of();
			}
			String name = URLDecoder.decode(token.substring(1, equals), StandardCharsets.UTF_8);
			if (kind != Kind.REPEATABLE && FlywayVersion.parse(name) == null) {
				return List.of();
			}
			sources.add(
					new FlywaySource(kind, name, checksum.isEmpty() ? null : (Integer) (int) Long.parseLong(checksum)));
		}
		return sources;
	}

	@Override
	public String toString() {
		return (this.kind == Kind.REPEATABLE) ? "R (%s)".formatted(this.name) : this.kind.letter() + this.name;
	}

	/**
	 * What a script is to Flyway.
	 */
	public enum Kind {

		/** Runs once. */
		VERSIONED,

		/** Runs in a new database instead of the versions up to its own. */
		BASELINE,

		/** Undoes a version. */
		UNDO,

		/** Runs after the versions whenever it was changed. */
		REPEATABLE;

		String letter() {
			return (this == VERSIONED) ? "V" : name().substring(0, 1);
		}

		static @Nullable Kind of(String letter) {
			return Stream.of(values()).filter((kind) -> kind.letter().equals(letter)).findFirst().orElse(null);
		}

	}

}

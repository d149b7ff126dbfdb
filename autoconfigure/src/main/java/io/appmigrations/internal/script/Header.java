package io.appmigrations.internal.script;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * The headers of a revision file, in the order in which they are written. A header is a
 * comment line with a key and a value. For a new one: how its value is read, see
 * {@link RevisionFileReader}; how it is written, see
 * {@link io.appmigrations.internal.project.RevisionTemplate}.
 */
public enum Header {

	/** The id of the revision. */
	REVISION("revision"),

	/** The revisions below it. */
	DOWN_REVISION("down[-_ ]?revisions?"),

	/** The names of the branch that begins with it. */
	BRANCH_LABELS("branch[-_ ]?labels?"),

	/** The revisions of other branches that it needs. */
	DEPENDS_ON("depends[-_ ]?on"),

	/** The revisions that it was squashed from. */
	REPLACES(null),

	/** The time at which it was written. */
	CREATED(null),

	/** Whether its text may be shown in the log. */
	LOG(null),

	/** What it was made from, if another tool's scripts were imported. */
	IMPORTED_FROM(null);

	private final @Nullable Pattern meant;

	Header(@Nullable String meant) {
		this.meant = (meant != null) ? Pattern.compile(meant) : null;
	}

	/**
	 * Returns the key.
	 * @return for example {@code down-revision}
	 */
	public String key() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

	/**
	 * Writes the line of a revision file.
	 * @param names the ids or labels
	 * @return the comment line, without a line end
	 */
	public String line(List<String> names) {
		return "-- %s: %s".formatted(key(), String.join(", ", names));
	}

	static @Nullable Header of(String key) {
		return Stream.of(values()).filter((header) -> header.key().equals(key)).findFirst().orElse(null);
	}

	/** The keys of all headers, for messages. */
	static String keys() {
		return Arrays.stream(values()).map(Header::key).collect(Collectors.joining(", "));
	}

	/** The headers that say where in the graph the revision is, with ids or labels. */
	static Stream<Header> ofGraph() {
		return Stream.of(values()).filter((header) -> header.meant != null);
	}

	/**
	 * Returns what people write for the header of the graph, in lower case.
	 * @return a regular expression
	 */
	String meant() {
		return Objects.requireNonNull(this.meant).pattern();
	}

	/** Whether people mean the header by a key. */
	boolean isMeantBy(String key) {
		return this.meant != null && this.meant.matcher(key).matches();
	}

}

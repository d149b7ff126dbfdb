package io.appmigrations;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * A node of the revision graph: the metadata of a revision, without its statements.
 *
 * @param id the revision id, {@code [A-Za-z0-9_.]{1,64}}
 * @param downRevisions the ids of the revisions it builds on: none for a base, several
 * for a merge
 * @param dependsOn ids or branch labels of revisions that must be applied first without
 * being its parents
 * @param branchLabels the branch labels it carries
 * @param message what it does, one or more lines; lists show the first one
 * @param created when it was created, or {@code null} if it does not say
 * @param path where it was read from, for messages
 * @param replaces the ids of the revisions that it replaces, the newest last, if it was
 * made by {@code squash}
 */
public record Revision(String id, List<String> downRevisions, List<String> dependsOn, List<String> branchLabels,
		String message, @Nullable Instant created, String path, List<String> replaces) {

	/** The characters of an id or a branch label. */
	public static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z0-9_.]{1,64}");

	private static final int MAX_SHOWN = 80;

	private static final Set<String> RESERVED = Set.of("head", "heads", "base", "current", "none");

	/**
	 * Validates the identifiers.
	 * @throws MigrationException with {@code invalid_script} if an id or label contains
	 * invalid characters, is a word of the target grammar, or occurs twice
	 */
	public Revision {
		downRevisions = List.copyOf(downRevisions);
		dependsOn = List.copyOf(dependsOn);
		branchLabels = List.copyOf(branchLabels);
		replaces = List.copyOf(replaces);
		requireValid("revision", List.of(id), path);
		requireValid("branch-labels", branchLabels, path);
		requireValid("down-revision", downRevisions, path);
		requireValid("depends-on", dependsOn, path);
		requireValid("replaces", replaces, path);
	}

	/**
	 * Creates a revision that replaces no others.
	 * @param id the revision id
	 * @param downRevisions the ids of the revisions it builds on
	 * @param dependsOn ids or branch labels of revisions that must be applied first
	 * @param branchLabels the branch labels it carries
	 * @param message what it does
	 * @param created when it was created, or {@code null} if it does not say
	 * @param path where it was read from, for messages
	 */
	public Revision(String id, List<String> downRevisions, List<String> dependsOn, List<String> branchLabels,
			String message, @Nullable Instant created, String path) {
		this(id, downRevisions, dependsOn, branchLabels, message, created, path, List.of());
	}

	/**
	 * Checks the values of a header.
	 * @param header {@code revision}, {@code down-revision}, {@code depends-on},
	 * {@code branch-labels} or {@code replaces}
	 * @param values its values
	 * @param place the file, or file and line, for errors
	 * @throws MigrationException with {@code invalid_script} if an id or label contains
	 * invalid characters, or a value occurs twice
	 */
	public static void requireValid(String header, List<String> values, String place) {
		switch (header) {
			case "revision" -> values.forEach((id) -> requireIdentifier("revision id", id, place));
			case "branch-labels" -> values.forEach((label) -> requireIdentifier("branch label", label, place));
			default -> {
				// ids of other revisions: whether they exist the graph says
			}
		}
		requireDistinct(header, values, place);
	}

	/**
	 * Returns the first line of the message.
	 * @return one line, empty if the revision has no message
	 */
	public String title() {
		return this.message.lines().findFirst().orElse("");
	}

	/**
	 * Returns the name of the revision for people.
	 * @return for example {@code 1975ea83b712 (create users)}
	 */
	public String describe() {
		return title().isEmpty() ? this.id : this.id + " (" + title() + ")";
	}

	private static void requireIdentifier(String what, String value, String path) {
		if (!IDENTIFIER.matcher(value).matches()) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"%s: '%s' is not a valid %s".formatted(path, abbreviate(value), what),
					"Use 1 to 64 letters, digits, underscores and dots.");
		}
		if (RESERVED.contains(value)) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"%s: '%s' cannot be a %s, because it has a meaning as a target".formatted(path, value, what),
					"Choose another name.");
		}
	}

	private static String abbreviate(String value) {
		return (value.length() <= MAX_SHOWN) ? value : value.substring(0, MAX_SHOWN) + "...";
	}

	private static void requireDistinct(String header, List<String> values, String path) {
		if (Set.copyOf(values).size() != values.size()) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"%s: '%s' names a value twice: %s".formatted(path, header, String.join(", ", values)),
					"Name each value once.");
		}
	}

}

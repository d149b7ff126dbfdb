package io.appmigrations.internal.script;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

/**
 * Section markers within SQL, and what was meant to be one: taken for a comment, or for a
 * part of a string, the downgrade script would run as a part of the upgrade script.
 */
final class Markers {

	private static final String MARKER = "migrate:";

	private static final Pattern NEAR_MARKER = Pattern
		.compile("(?i)-+\\s*migrat\\w*\\s*(?::\\s*(?:up|down)(?:grade)?\\b.*|\\s(?:up|down)(?:grade)?)");

	/**
	 * {@code revision:} is an ordinary comment too, the other headers of the graph are
	 * not.
	 */
	private static final Pattern HEADER = Pattern.compile(Header.ofGraph()
		.filter((header) -> header != Header.REVISION)
		.map(Header::key)
		.collect(Collectors.joining("|", "(?i)--[ \\t]*(?:",
				")[ \\t]*:[ \\t]*[\\w.]*+(?:[ \\t]*+,[ \\t]*+[\\w.]++)*+")));

	private static final Pattern MARKED = Pattern.compile("--[ \\t]*migrate:");

	private static final Pattern COMPLETE = Pattern.compile("--[ \\t]*migrate:(?:up|down)grade\\b");

	private static final int LONGEST_HEADER = 1000;

	/** How much of a line is looked at. */
	private static final int LONGEST_LINE = 4000;

	private Markers() {
	}

	/** Whether what stands at the beginning of a line ends a section. */
	static boolean endsSection(TextWindow text, long position) {
		if (!text.startsWith("--", position)) {
			return false;
		}
		long after = position + 2;
		while (text.at(after) == ' ' || text.at(after) == '\t') {
			after++;
		}
		return text.startsWith(MARKER, after);
	}

	/**
	 * Finds a marker that is a part of something else.
	 * @return the marker without its options, or {@code null} where there is none
	 */
	static @Nullable String at(TextWindow text, long position) {
		if (text.at(position) != '-') {
			return null;
		}
		long end = position;
		while (text.has(end) && text.at(end) != '\n' && end - position < LONGEST_LINE) {
			end++;
		}
		return at(text.substring(position, end));
	}

	/**
	 * Finds a marker at the beginning of a line.
	 * @return the marker without its options, or {@code null} where there is none
	 */
	static @Nullable String at(String line) {
		if (!line.startsWith("--")) {
			// the data of COPY has millions of lines
			return null;
		}
		Matcher marker = COMPLETE.matcher(line);
		return marker.lookingAt() ? marker.group() : null;
	}

	/**
	 * Refuses a comment that was meant to be a marker or a header.
	 * @param path the file, for errors
	 * @param line the line, for errors
	 * @param comment the comment
	 * @param afterCarriageReturn whether a carriage return stands before it
	 * @param betweenStatements whether it stands in no statement
	 */
	static void requireNone(String path, int line, String comment, boolean afterCarriageReturn,
			boolean betweenStatements) {
		if (Lookalike.isTooShort(comment)) {
			return;
		}
		if (afterCarriageReturn && MARKED.matcher(comment).lookingAt()) {
			throw SqlScanner.carriageReturns(path, line);
		}
		if (betweenStatements && comment.length() < LONGEST_HEADER && HEADER.matcher(comment).matches()) {
			throw ScriptException.showing(path, line, "the header '%s' is below the section marker",
					"Headers belong above '-- migrate:upgrade'.", comment);
		}
		if (NEAR_MARKER.matcher(comment).matches() || Lookalike.ofMarker(comment)) {
			throw ScriptException.showing(path, line, "'%s' looks like a section marker but is not one",
					"A marker must be at the beginning of its line and exactly '-- migrate:upgrade' or '-- migrate:downgrade'.",
					comment);
		}
	}

}

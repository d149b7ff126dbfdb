package io.appmigrations.internal.script;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.appmigrations.internal.support.Similar;
import org.jspecify.annotations.Nullable;

/**
 * Comments that were meant to be a section marker or a header, and would be passed over:
 * the downgrade script would run as a part of the upgrade script, or a revision would
 * lose its parent.
 */
final class Lookalike {

	/**
	 * Letters of other scripts that look like Latin ones, pairwise (Unicode Technical
	 * Standard 39, those that occur in the words of a header), and every other dash and
	 * space.
	 */
	private static final String CONFUSABLE = "\u0430a\u0435e\u043eo\u0440p\u0441c\u0445x\u0456i\u0443y\u043cm\u0442t\u043dh\u0455s\u0501d\u03bfo\u03b1a\u0261g\u0131i";

	private static final Pattern DASH = Pattern.compile("[\\p{Pd}\\u2212]");

	private static final Pattern SPACE = Pattern.compile("[\\p{Z}\\u200b-\\u200d\\u2060\\ufeff\\t]");

	/** How many letters of a marker may be wrong. */
	private static final int EDITS = 2;

	/** Longer comments are prose. */
	private static final int LONGEST = 120;

	private static final int SHORTEST = "upgrade".length();

	private static final List<String> MARKERS = List.of("migrateupgrade", "migratedowngrade", "migrateup",
			"migratedown");

	private static final Pattern OPTIONS = Pattern
		.compile("\\s+(?:transaction|lock-timeout|statement-timeout)\\s*[:=].*$");

	/** As dbmate, goose, sql-migrate and MyBatis Migrations write theirs. */
	private static final Pattern OTHER_TOOL = Pattern.compile(
			"[-/\\s]*(?:\\+\\s*(?:migrate|goose)\\s+(?:up|down)\\b.*|//\\s*@undo\\b.*|@(?:up|down|undo)|(?:up|down)grade\\s*:?)");

	private static final Pattern HEADER = Pattern.compile(Header.ofGraph()
		.map(Header::meant)
		.collect(Collectors.joining("|", "[-\\s]*(?<key>", ")(?<between>\\s*[:=]|\\s)\\s*(?<value>.*)")));

	private Lookalike() {
	}

	private static String fold(String text) {
		return isAscii(text) ? text.replace('\t', ' ').toLowerCase(Locale.ROOT) : foldUnicode(text);
	}

	/** Nearly all text: it is its own normal form, whose tables need not be loaded. */
	private static boolean isAscii(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) >= 0x80) {
				return false;
			}
		}
		return true;
	}

	private static String foldUnicode(String text) {
		String plain = SPACE.matcher(DASH.matcher(Normalizer.normalize(text, Normalizer.Form.NFKC)).replaceAll("-"))
			.replaceAll(" ")
			.toLowerCase(Locale.ROOT);
		StringBuilder folded = new StringBuilder(plain);
		for (int i = 0; i < folded.length(); i++) {
			int at = CONFUSABLE.indexOf(folded.charAt(i));
			if (at >= 0 && at % 2 == 0) {
				folded.setCharAt(i, CONFUSABLE.charAt(at + 1));
			}
		}
		return folded.toString();
	}

	/**
	 * Whether a comment was meant to be a section marker.
	 * @param comment the comment, its dashes or stars included
	 */
	static boolean ofMarker(String comment) {
		if (comment.length() > LONGEST) {
			return false;
		}
		String folded = fold(comment);
		if (OTHER_TOOL.matcher(folded).matches()) {
			return true;
		}
		String letters = OPTIONS.matcher(folded).replaceFirst("").replaceAll("[^\\p{L}]", "");
		return MARKERS.stream()
			.anyMatch((marker) -> Similar.edits(letters, marker) <= (marker.length() > 11 ? EDITS : 0));
	}

	/**
	 * Whether a comment cannot be a marker nor a header. Most are not, and there can be
	 * millions.
	 * @param comment the comment
	 */
	static boolean isTooShort(String comment) {
		int letters = 0;
		for (int i = 0; i < comment.length() && letters < SHORTEST; i++) {
			char c = comment.charAt(i);
			if (c == '@') {
				return false;
			}
			if (Character.isLetter(c)) {
				letters++;
			}
		}
		return letters < SHORTEST;
	}

	/**
	 * Which header a comment was meant to be.
	 * @param content the comment without its two dashes
	 * @param prose whether the line can be one of the message: then only what has a
	 * colon, or nothing but ids behind it, is meant
	 * @return the header's key as it is written, or {@code null} for none
	 */
	static @Nullable String ofHeader(String content, boolean prose) {
		Matcher matcher = HEADER.matcher(fold(content));
		if (!matcher.matches()) {
			return null;
		}
		boolean separated = !matcher.group("between").isBlank();
		if (!separated && (prose || !isNames(matcher.group("value")))) {
			return null;
		}
		String key = matcher.group("key");
		return Header.ofGraph().filter((header) -> header.isMeantBy(key)).findFirst().map(Header::key).orElse(null);
	}

	/**
	 * Whether a text is nothing but names, with commas between them.
	 * @param text what stands behind a header
	 */
	static boolean isNames(String text) {
		return text.isBlank() || Stream.of(text.split(",", -1))
			.map(String::strip)
			.allMatch((name) -> !name.isEmpty() && name.chars().noneMatch(Character::isWhitespace));
	}

}

package io.appmigrations.internal.script;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * What is known about the statement that is being read.
 */
final class StatementBuilder {

	/** Longer ones are no value of a setting. */
	private static final int LONGEST_TAIL = 1000;

	private final MessageDigest sha256 = sha256();

	private final List<String> words = new ArrayList<>();

	private long start = -1;

	private int line;

	/** Its beginning, where it is too long to be kept. */
	private String prefix = "";

	private int parentheses;

	/** How many blocks of {@code BEGIN ATOMIC} are open, of which psql alone knows. */
	private int atomicDepth;

	private String tail = "";

	private @Nullable String digest;

	boolean isEmpty() {
		return this.start < 0;
	}

	void begin(long position, int atLine) {
		if (this.start < 0) {
			this.start = position;
			this.line = atLine;
		}
	}

	long start() {
		return this.start;
	}

	int line() {
		return this.line;
	}

	List<String> words() {
		return this.words;
	}

	String prefix() {
		return this.prefix;
	}

	void prefix(String beginning) {
		this.prefix = beginning;
	}

	/** What a block does to its transaction is in its text. */
	boolean needsText() {
		return !this.words.isEmpty() && this.words.get(0).equals("do");
	}

	/** Whether a semicolon here ends the statement. */
	boolean mayEnd() {
		return this.parentheses == 0 && this.atomicDepth == 0;
	}

	/** One that closes more than was opened closes nothing. */
	void parentheses(int opened) {
		this.parentheses = Math.max(0, this.parentheses + opened);
	}

	void word(String word) {
		if (this.parentheses > 0) {
			return;
		}
		if (createsRoutine()) {
			switch (word) {
				case "begin" -> this.atomicDepth++;
				case "case" -> this.atomicDepth += (this.atomicDepth > 0) ? 1 : 0;
				case "end" -> this.atomicDepth -= (this.atomicDepth > 0) ? 1 : 0;
				default -> {
				}
			}
		}
		if (this.words.size() < SqlStatement.MAX_WORDS) {
			this.words.add(word);
		}
	}

	private boolean createsRoutine() {
		if (this.words.size() < 2 || !this.words.get(0).equals("create")) {
			return false;
		}
		int kind = (this.words.get(1).equals("or") && this.words.size() > 3) ? 3 : 1;
		return this.words.get(kind).equals("function") || this.words.get(kind).equals("procedure");
	}

	boolean copiesFromStdin() {
		int from = this.words.indexOf("from");
		return !this.words.isEmpty() && this.words.get(0).equals("copy") && from > 0 && from + 1 < this.words.size()
				&& this.words.get(from + 1).equals("stdin");
	}

	/** The token that was read last. */
	void tail(String token) {
		this.tail = (token.length() <= LONGEST_TAIL) ? token : "";
	}

	/**
	 * Returns what the statement sets {@code standard_conforming_strings} to.
	 * @return {@code null} where it sets something else, or nothing
	 */
	@Nullable Boolean standardStrings() {
		List<String> setting = new ArrayList<>(this.words);
		setting.removeAll(List.of("session", "local", "to"));
		if (setting.equals(List.of("reset", "standard_conforming_strings"))
				|| setting.equals(List.of("reset", "all"))) {
			return true;
		}
		if (setting.size() >= 2 && setting.get(0).equals("set")
				&& setting.get(1).equals("standard_conforming_strings")) {
			String value = this.tail.toLowerCase(Locale.ROOT).replace("'", "");
			return !List.of("off", "false", "no", "0").contains(value);
		}
		return null;
	}

	/**
	 * Words separated by white space or not, line ends of one kind: what does not change
	 * the statement is left out.
	 */
	void digest(String part) {
		this.sha256.update(part.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
	}

	void endOfToken() {
		this.sha256.update((byte) 0);
	}

	String digest() {
		if (this.digest == null) {
			this.digest = HexFormat.of().formatHex(this.sha256.digest());
		}
		return this.digest;
	}

	private static MessageDigest sha256() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java platform has SHA-256", ex);
		}
	}

}

package io.appmigrations.declaration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

/**
 * The words, names and symbols of any statement. Unlike {@link Tokens} it refuses
 * nothing: comments are skipped, and strings are opaque, however they are quoted.
 */
final class Lexemes {

	private final String sql;

	private final List<Lexeme> lexemes = new ArrayList<>();

	private int at;

	private int position;

	Lexemes(String sql) {
		this.sql = sql;
		while (this.at < sql.length()) {
			read();
		}
	}

	private void read() {
		char c = this.sql.charAt(this.at);
		if (Character.isWhitespace(c)) {
			this.at++;
		}
		else if (this.sql.startsWith("--", this.at)) {
			int end = this.sql.indexOf('\n', this.at);
			this.at = (end < 0) ? this.sql.length() : end;
		}
		else if (this.sql.startsWith("/*", this.at)) {
			skipComment();
		}
		else if (c == '"') {
			int start = this.at;
			skipQuoted('"', false);
			String text = this.sql.substring(start + 1, Math.max(start + 1, this.at - 1));
			this.lexemes.add(new Lexeme(Type.NAME, text.replace("\"\"", "\""), start, this.at));
		}
		else if (c == '\'') {
			string(this.at, false);
		}
		else if (isWordStart(c)) {
			word();
		}
		else if (c == '$' && dollarTag() != null) {
			dollarString();
		}
		else {
			this.lexemes.add(new Lexeme(Type.SYMBOL, String.valueOf(c), this.at, this.at + 1));
			this.at++;
		}
	}

	private void skipComment() {
		int depth = 0;
		do {
			if (this.sql.startsWith("/*", this.at)) {
				depth++;
				this.at += 2;
			}
			else if (this.sql.startsWith("*/", this.at)) {
				depth--;
				this.at += 2;
			}
			else {
				this.at++;
			}
		}
		while (depth > 0 && this.at < this.sql.length());
	}

	private void skipQuoted(char quote, boolean escapes) {
		this.at++;
		while (this.at < this.sql.length()) {
			char c = this.sql.charAt(this.at++);
			if (escapes && c == '\\') {
				this.at++;
			}
			else if (c == quote) {
				if (this.at >= this.sql.length() || this.sql.charAt(this.at) != quote) {
					return;
				}
				this.at++;
			}
		}
		this.at = this.sql.length();
	}

	private void string(int start, boolean escapes) {
		skipQuoted('\'', escapes);
		this.lexemes.add(new Lexeme(Type.STRING, "", start, this.at));
	}

	private void word() {
		int start = this.at;
		while (this.at < this.sql.length() && isWordPart(this.sql.charAt(this.at))) {
			this.at++;
		}
		String text = this.sql.substring(start, this.at);
		if (this.at < this.sql.length() && this.sql.charAt(this.at) == '\'' && text.length() == 1) {
			string(start, text.equalsIgnoreCase("e"));
			return;
		}
		this.lexemes.add(new Lexeme(Type.WORD, text.toLowerCase(Locale.ROOT), start, this.at));
	}

	private @Nullable String dollarTag() {
		int end = this.at + 1;
		while (end < this.sql.length() && isWordPart(this.sql.charAt(end)) && this.sql.charAt(end) != '$') {
			end++;
		}
		return (end < this.sql.length() && this.sql.charAt(end) == '$') ? this.sql.substring(this.at, end + 1) : null;
	}

	private void dollarString() {
		String tag = String.valueOf(dollarTag());
		int start = this.at;
		int end = this.sql.indexOf(tag, this.at + tag.length());
		this.at = (end < 0) ? this.sql.length() : end + tag.length();
		this.lexemes.add(new Lexeme(Type.STRING, "", start, this.at));
	}

	private static boolean isWordStart(char c) {
		return c == '_' || Character.isLetter(c) || c >= 0x80;
	}

	private static boolean isWordPart(char c) {
		return isWordStart(c) || c == '$' || Character.isDigit(c);
	}

	boolean isAtEnd() {
		return this.position >= this.lexemes.size();
	}

	/** Whether the next ones are these key words or symbols. */
	boolean isNext(String... words) {
		for (int i = 0; i < words.length; i++) {
			if (this.position + i >= this.lexemes.size() || !this.lexemes.get(this.position + i).is(words[i])) {
				return false;
			}
		}
		return true;
	}

	boolean accept(String... words) {
		boolean next = isNext(words);
		this.position += next ? words.length : 0;
		return next;
	}

	/** Skips one of these words, or none. */
	void skip(String... words) {
		for (String word : words) {
			if (accept(word)) {
				return;
			}
		}
	}

	void skipOne() {
		this.position++;
	}

	/** An identifier as the catalog has it, or {@code null} where something else is. */
	@Nullable String name() {
		if (isAtEnd()) {
			return null;
		}
		Lexeme next = this.lexemes.get(this.position);
		if (next.type() != Type.WORD && next.type() != Type.NAME) {
			return null;
		}
		this.position++;
		return next.text();
	}

	/** A relation, or {@code null} where something else is. */
	@Nullable RelationName relation() {
		String first = name();
		if (first == null) {
			return null;
		}
		String second = accept(".") ? name() : null;
		return (second != null) ? new RelationName(first, second) : new RelationName(null, first);
	}

	/** What is written in parentheses, with them, or {@code null} where none are. */
	@Nullable String parenthesized() {
		if (!isNext("(")) {
			return null;
		}
		int start = this.lexemes.get(this.position).start();
		int depth = 0;
		int end = start;
		do {
			Lexeme next = this.lexemes.get(this.position++);
			depth += next.is("(") ? 1 : next.is(")") ? -1 : 0;
			end = next.end();
		}
		while (depth > 0 && !isAtEnd());
		return this.sql.substring(start, end);
	}

	/** Goes to the next comma that is in no parentheses, and behind it. */
	void toNextPart() {
		int depth = 0;
		while (!isAtEnd()) {
			Lexeme next = this.lexemes.get(this.position++);
			depth += next.is("(") || next.is("[") ? 1 : next.is(")") || next.is("]") ? -1 : 0;
			if (depth == 0 && next.is(",")) {
				return;
			}
		}
	}

	private enum Type {

		WORD, NAME, STRING, SYMBOL

	}

	private record Lexeme(Type type, String text, int start, int end) {

		boolean is(String word) {
			return (this.type == Type.WORD || this.type == Type.SYMBOL) && this.text.equals(word);
		}

	}

}

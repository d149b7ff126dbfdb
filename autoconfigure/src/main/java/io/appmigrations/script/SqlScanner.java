package io.appmigrations.script;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Splits SQL into statements where PostgreSQL's own client does: a semicolon ends a
 * statement unless it stands in a string, a quoted name, a comment, parentheses or the
 * body of a {@code BEGIN ATOMIC} function. One pass, linear.
 * <p>
 * The rules are those of the lexical structure chapter of PostgreSQL's manual (4.1) and
 * of psql, which alone knows about {@code BEGIN ATOMIC} and about data after
 * {@code COPY ... FROM stdin}.
 */
final class SqlScanner {

	private static final String MARKER = "migrate:";

	/**
	 * What was meant to be a marker: taken for a comment, the way down would run as a
	 * part of the way up.
	 */
	private static final Pattern NEAR_MARKER = Pattern
		.compile("(?i)-+\\s*migrat\\w*\\s*(?::\\s*(?:up|down)(?:grade)?\\b.*|\\s(?:up|down)(?:grade)?)");

	private static final Pattern HEADER = Pattern.compile(
			"(?i)--[ \\t]*(?:down-revision|depends-on|branch-labels)[ \\t]*:[ \\t]*[\\w.]*+(?:[ \\t]*+,[ \\t]*+[\\w.]++)*+");

	private static final int LONGEST_HEADER = 1000;

	/** At the beginning of a line within something that is no SQL. */
	private static final Pattern SWALLOWED = Pattern.compile("(?m)^--[ \\t]*migrate:(?:up|down)grade\\b");

	private final String path;

	private final String text;

	private int position;

	private int line;

	/**
	 * {@code standard_conforming_strings}, which a script can switch for what follows.
	 */
	private boolean standardStrings = true;

	private Statement current = new Statement();

	SqlScanner(String path, String text, int position, int line) {
		this.path = path;
		this.text = text;
		this.position = position;
		this.line = line;
	}

	/**
	 * Where the scanner stands: after {@link #next()} returned {@code null}, at a section
	 * marker or at the end.
	 */
	int position() {
		return this.position;
	}

	int line() {
		return this.line;
	}

	/**
	 * Reads the next statement of the section.
	 * @return the statement, or {@code null} at the end of the section
	 */
	@Nullable SqlStatement next() {
		this.current = new Statement();
		while (this.position < this.text.length()) {
			char c = this.text.charAt(this.position);
			if (isSpace(c)) {
				advance(1);
			}
			else if (c == '-' && peek(1) == '-') {
				if (atMarker()) {
					return this.current.isEmpty() ? null : finish(this.position);
				}
				int start = this.position;
				skipLineComment();
				requireNoMarker(this.text.substring(start, this.position).strip());
			}
			else if (c == '/' && peek(1) == '*') {
				skipBlockComment();
			}
			else if (c == ';' && this.current.parentheses == 0 && this.current.atomicDepth == 0) {
				int end = this.position;
				advance(1);
				if (!this.current.isEmpty()) {
					return finish(end);
				}
			}
			else {
				token(c);
			}
		}
		return this.current.isEmpty() ? null : finish(this.position);
	}

	private void token(char c) {
		int start = this.position;
		this.current.begin(start, this.line);
		switch (c) {
			case '\'' -> string(!this.standardStrings);
			case '"' -> quoted('"', "quoted name");
			case '$' -> dollar();
			case '(' -> {
				this.current.parentheses++;
				advance(1);
			}
			case ')' -> {
				this.current.parentheses = Math.max(0, this.current.parentheses - 1);
				advance(1);
			}
			case '\\' -> throw backslash();
			default -> {
				if (isIdentifierStart(c)) {
					word();
				}
				else if (isDigit(c)) {
					number();
				}
				else {
					advance(1);
				}
			}
		}
		this.current.add(this.text, start, this.position);
	}

	private void word() {
		int start = this.position;
		while (this.position < this.text.length() && isIdentifierPart(this.text.charAt(this.position))) {
			this.position++;
		}
		String word = this.text.substring(start, this.position).toLowerCase(Locale.ROOT);
		if (peek(0) == '\'') {
			switch (word) {
				case "e" -> {
					string(true);
					return;
				}
				case "b", "x" -> {
					string(false);
					return;
				}
				case "n" -> {
					string(!this.standardStrings);
					return;
				}
				default -> {
				}
			}
		}
		else if (word.equals("u") && peek(0) == '&' && (peek(1) == '\'' || peek(1) == '"')) {
			advance(1);
			if (peek(0) == '\'') {
				string(false);
			}
			else {
				quoted('"', "quoted name");
			}
			return;
		}
		this.current.word(word);
	}

	/**
	 * A number swallows the letters that follow it, so that {@code 1e'} is not taken for
	 * an escape string.
	 */
	private void number() {
		while (this.position < this.text.length() && isIdentifierPart(this.text.charAt(this.position))) {
			this.position++;
		}
	}

	private void string(boolean escapes) {
		int start = this.position;
		int startLine = this.line;
		advance(1);
		while (true) {
			if (this.position >= this.text.length()) {
				throw unterminated("string", start, startLine);
			}
			char c = this.text.charAt(this.position);
			if (c == '\\' && escapes) {
				advance(Math.min(2, this.text.length() - this.position));
			}
			else if (c == '\'' && peek(1) == '\'') {
				advance(2);
			}
			else if (c == '\'') {
				advance(1);
				if (!skipToContinuation()) {
					requireNothingSwallowed("string", start, startLine);
					return;
				}
			}
			else {
				advance(1);
			}
		}
	}

	/**
	 * Two strings with nothing but white space that has a line break between them are one
	 * string (manual, 4.1.2.1), and the second part follows the rules of the first.
	 */
	private boolean skipToContinuation() {
		int ahead = this.position;
		boolean newline = false;
		while (ahead < this.text.length()) {
			char c = this.text.charAt(ahead);
			if (c == '\n' || c == '\r') {
				newline = true;
				ahead++;
			}
			else if (isSpace(c)) {
				ahead++;
			}
			else if (c == '-' && ahead + 1 < this.text.length() && this.text.charAt(ahead + 1) == '-') {
				int end = this.text.indexOf('\n', ahead);
				ahead = (end < 0) ? this.text.length() : end;
			}
			else {
				break;
			}
		}
		if (newline && ahead < this.text.length() && this.text.charAt(ahead) == '\'') {
			advance(ahead + 1 - this.position);
			return true;
		}
		return false;
	}

	private void quoted(char quote, String what) {
		int start = this.position;
		int startLine = this.line;
		advance(1);
		while (this.position < this.text.length()) {
			char c = this.text.charAt(this.position);
			if (c == quote && peek(1) == quote) {
				advance(2);
			}
			else {
				advance(1);
				if (c == quote) {
					requireNothingSwallowed(what, start, startLine);
					return;
				}
			}
		}
		throw unterminated(what, start, startLine);
	}

	private void dollar() {
		int start = this.position;
		int startLine = this.line;
		int end = start + 1;
		while (end < this.text.length() && isTagPart(this.text.charAt(end), end == start + 1)) {
			end++;
		}
		if (end >= this.text.length() || this.text.charAt(end) != '$') {
			advance(1);
			return;
		}
		String tag = this.text.substring(start, end + 1);
		int close = this.text.indexOf(tag, end + 1);
		if (close < 0) {
			throw unterminated("dollar-quoted string " + tag, start, startLine);
		}
		advance(close + tag.length() - start);
	}

	private void skipLineComment() {
		int end = this.position;
		while (end < this.text.length() && this.text.charAt(end) != '\n' && this.text.charAt(end) != '\r') {
			end++;
		}
		advance(end - this.position);
	}

	private void requireNoMarker(String comment) {
		if (Lookalike.isTooShort(comment)) {
			return;
		}
		if (this.current.isEmpty() && comment.length() < LONGEST_HEADER && HEADER.matcher(comment).matches()) {
			throw new ScriptException(this.path, this.line, "'%s' is a header below the marker".formatted(comment),
					"Headers stand above '-- migrate:upgrade'.");
		}
		if (NEAR_MARKER.matcher(comment).matches() || Lookalike.ofMarker(comment)) {
			throw new ScriptException(this.path, this.line,
					"'%s' looks like a section marker but is none".formatted(comment),
					"A marker stands at the beginning of its line, exactly as '-- migrate:upgrade' or '-- migrate:downgrade'.");
		}
	}

	private void skipBlockComment() {
		int start = this.position;
		int startLine = this.line;
		int depth = 0;
		do {
			if (this.position >= this.text.length()) {
				throw unterminated("comment", start, startLine);
			}
			if (peek(0) == '/' && peek(1) == '*') {
				depth++;
				advance(2);
			}
			else if (peek(0) == '*' && peek(1) == '/') {
				depth--;
				advance(2);
			}
			else {
				advance(1);
			}
		}
		while (depth > 0);
		String comment = this.text.substring(start, this.position);
		if (comment.indexOf('\n') < 0) {
			requireNoMarker(comment);
		}
		else {
			requireNothingSwallowed("comment", start, startLine);
		}
	}

	/**
	 * What is closed by the next quote of its kind, far behind a marker, was never meant
	 * to go that far: the way down would be a part of the way up.
	 */
	private void requireNothingSwallowed(String what, int start, int startLine) {
		String swallowed = (this.line > startLine) ? this.text.substring(start, this.position) : "";
		Matcher marker = SWALLOWED.matcher(swallowed);
		if (swallowed.contains(MARKER) && marker.find()) {
			int line = startLine
					+ (int) swallowed.substring(0, marker.start()).chars().filter((c) -> c == '\n').count();
			throw new ScriptException(this.path, startLine,
					"this %s goes on over the '%s' of line %s".formatted(what, marker.group(), line),
					"Close it before; where the text is meant so, put it into dollar quotes.");
		}
	}

	private boolean atMarker() {
		boolean lineStart = this.position == 0 || this.text.charAt(this.position - 1) == '\n';
		int after = this.position + 2;
		while (lineStart && after < this.text.length()
				&& (this.text.charAt(after) == ' ' || this.text.charAt(after) == '\t')) {
			after++;
		}
		return lineStart && this.text.startsWith(MARKER, after);
	}

	private SqlStatement finish(int end) {
		Statement statement = this.current;
		String sql = this.text.substring(statement.start, end).stripTrailing();
		String data = statement.copiesFromStdin() ? copyData(statement) : null;
		switchStandardStrings(statement);
		return new SqlStatement(sql, statement.line, statement.words, statement.beginning.toString(), data,
				statement.digest(data));
	}

	private void switchStandardStrings(Statement statement) {
		List<String> words = new ArrayList<>(statement.words);
		words.removeAll(List.of("session", "local", "to"));
		if (words.equals(List.of("reset", "standard_conforming_strings")) || words.equals(List.of("reset", "all"))) {
			this.standardStrings = true;
		}
		if (words.size() >= 2 && words.get(0).equals("set") && words.get(1).equals("standard_conforming_strings")) {
			String value = statement.tail.toLowerCase(Locale.ROOT).replace("'", "");
			this.standardStrings = !List.of("off", "false", "no", "0").contains(value);
		}
	}

	/**
	 * The lines after the statement, up to {@code \.}: psql takes them from the file, so
	 * they belong to it.
	 */
	private String copyData(Statement statement) {
		int endOfLine = this.text.indexOf('\n', this.position);
		String rest = this.text.substring(this.position, (endOfLine < 0) ? this.text.length() : endOfLine).strip();
		if (!rest.isEmpty() && !rest.startsWith("--")) {
			throw new ScriptException(this.path, this.line, "'%s' stands behind COPY ... FROM stdin;".formatted(rest),
					"The data begins on the line after the semicolon.");
		}
		advance(((endOfLine < 0) ? this.text.length() : endOfLine + 1) - this.position);
		int start = this.position;
		while (this.position < this.text.length()) {
			int lineStart = this.position;
			int end = this.text.indexOf('\n', lineStart);
			int next = (end < 0) ? this.text.length() : end + 1;
			String data = this.text.substring(lineStart, next).stripTrailing();
			advance(next - lineStart);
			if (SWALLOWED.matcher(data).lookingAt()) {
				throw new ScriptException(this.path, statement.line,
						"the data of COPY ... FROM stdin goes on over the '%s' of line %s".formatted(data,
								this.line - 1),
						"End the data with a line that consists of \\. alone.");
			}
			if (data.equals("\\.")) {
				return this.text.substring(start, lineStart);
			}
		}
		throw new ScriptException(this.path, statement.line, "the data of COPY ... FROM stdin has no end",
				"End the data with a line that consists of \\. alone.");
	}

	private ScriptException backslash() {
		int end = this.position + 1;
		while (end < this.text.length() && !isSpace(this.text.charAt(end)) && this.text.charAt(end) != '\\') {
			end++;
		}
		if (this.text.startsWith("\\.", this.position) && this.current.copiesFromStdin()) {
			return new ScriptException(this.path, this.current.line, "COPY ... FROM stdin without a semicolon",
					"End the statement with a semicolon; its data begins on the next line.");
		}
		return new ScriptException(this.path, this.line,
				"'%s' is a command of psql, not SQL".formatted(this.text.substring(this.position, end)),
				"Remove it, or say it in SQL: \\i by copying the file's statements here, \\set by a placeholder.");
	}

	private ScriptException unterminated(String what, int start, int startLine) {
		int end = this.text.indexOf('\n', start);
		String beginning = this.text.substring(start, Math.min((end < 0) ? this.text.length() : end, start + 40))
			.strip();
		return new ScriptException(this.path, startLine, "this %s is never closed: %s".formatted(what, beginning),
				"Close it; the rest of the file was taken for its contents.");
	}

	private char peek(int offset) {
		int index = this.position + offset;
		return (index < this.text.length()) ? this.text.charAt(index) : '\0';
	}

	private void advance(int count) {
		int end = this.position + count;
		for (int i = this.position; i < end; i++) {
			if (this.text.charAt(i) == '\n') {
				this.line++;
			}
		}
		this.position = end;
	}

	private static boolean isSpace(char c) {
		return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\u000b';
	}

	private static boolean isDigit(char c) {
		return c >= '0' && c <= '9';
	}

	private static boolean isIdentifierStart(char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c >= 0x80;
	}

	private static boolean isIdentifierPart(char c) {
		return isIdentifierStart(c) || isDigit(c) || c == '$';
	}

	private static boolean isTagPart(char c, boolean first) {
		return isIdentifierStart(c) || (!first && isDigit(c));
	}

	/** What is known about the statement that is being read. */
	private static final class Statement {

		private final MessageDigest sha256 = sha256();

		private final List<String> words = new ArrayList<>();

		private final StringBuilder beginning = new StringBuilder();

		private int start = -1;

		private int line;

		private int parentheses;

		private int atomicDepth;

		private String tail = "";

		boolean isEmpty() {
			return this.start < 0;
		}

		void begin(int position, int atLine) {
			if (this.start < 0) {
				this.start = position;
				this.line = atLine;
			}
		}

		/**
		 * Words separated by white space or not, line ends of one kind: what does not
		 * change the statement is left out.
		 */
		void add(String text, int from, int to) {
			String token = text.substring(from, to);
			this.tail = token;
			if (this.beginning.length() < SqlStatement.MAX_BEGINNING) {
				this.beginning.append(this.beginning.isEmpty() ? "" : " ").append(token);
			}
			this.sha256.update(token.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
			this.sha256.update((byte) 0);
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

		String digest(@Nullable String data) {
			if (data != null) {
				this.sha256.update(data.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
			}
			return HexFormat.of().formatHex(this.sha256.digest());
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

}

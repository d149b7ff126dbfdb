package io.appmigrations.internal.script;

import java.io.InputStream;
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

	static final char BYTE_ORDER_MARK = '\uFEFF';

	/**
	 * What was meant to be a marker: taken for a comment, the way down would run as a
	 * part of the way up.
	 */
	private static final Pattern NEAR_MARKER = Pattern
		.compile("(?i)-+\\s*migrat\\w*\\s*(?::\\s*(?:up|down)(?:grade)?\\b.*|\\s(?:up|down)(?:grade)?)");

	private static final Pattern HEADER = Pattern.compile(
			"(?i)--[ \\t]*(?:down-revision|depends-on|branch-labels)[ \\t]*:[ \\t]*[\\w.]*+(?:[ \\t]*+,[ \\t]*+[\\w.]++)*+");

	private static final Pattern MARKED = Pattern.compile("--[ \\t]*migrate:");

	private static final int LONGEST_HEADER = 1000;

	/** How many characters of what is not needed are kept. */
	private static final int LONGEST_KEPT = 64 * 1024;

	/** How many characters of what is longer can be asked for. */
	private static final int LONGEST_PREFIX = 4000;

	/** At the beginning of a line within something that is no SQL. */
	private static final List<String> RESTRICTIONS = List.of("\\restrict ", "\\unrestrict ");

	private static final Pattern SWALLOWED = Pattern.compile("(?m)^--[ \\t]*migrate:(?:up|down)grade\\b");

	private final String path;

	private final TextWindow text;

	/** Where the text begins that is scanned: as much as the beginning of a line. */
	private final long origin;

	private final Keep keep;

	private long position;

	private int line;

	/**
	 * {@code standard_conforming_strings}, which a script can switch for what follows.
	 */
	private boolean standardStrings = true;

	private Statement current = new Statement();

	/** What is being passed, from its first character on. */
	private Span span;

	private @Nullable CopyLines data;

	/** Those before the statement that is being read, each with a line break. */
	private final StringBuilder comments = new StringBuilder();

	SqlScanner(String path, String text, int line) {
		this(path, TextWindow.of(path, text), 0, line, Keep.EVERYTHING);
	}

	/**
	 * Creates a scanner.
	 * @param path the file, for errors
	 * @param text its text
	 * @param position where to begin, at the beginning of a line
	 * @param line the number of that line, counted from 1
	 * @param keep how much of the statements to keep
	 */
	SqlScanner(String path, TextWindow text, long position, int line, Keep keep) {
		this.path = path;
		this.text = text;
		this.origin = position;
		this.position = position;
		this.line = line;
		this.keep = keep;
		this.span = new Span(position, line, false);
	}

	/**
	 * Where the scanner stands: after {@link #next()} returned {@code null}, at a section
	 * marker or at the end.
	 */
	long position() {
		return this.position;
	}

	int line() {
		return this.line;
	}

	boolean isAtEnd() {
		return !this.text.has(this.position);
	}

	/**
	 * Reads the next statement of the section.
	 * @return the statement, or {@code null} at the end of the section
	 */
	@Nullable SqlStatement next() {
		if (this.data != null) {
			this.data.skip();
		}
		this.current = new Statement();
		this.comments.setLength(0);
		pass(false);
		while (this.text.has(this.position)) {
			char c = this.text.at(this.position);
			if (isSpace(c)) {
				advance(1);
			}
			else if (c == '-' && peek(1) == '-') {
				if (atMarker()) {
					return this.current.isEmpty() ? null : finish(this.position);
				}
				pass(false);
				skipLineComment();
				requireNoMarker(passed().strip());
				keepComment();
			}
			else if (c == '/' && peek(1) == '*') {
				skipBlockComment();
				keepComment();
			}
			else if (c == '\\' && this.current.isEmpty() && atRestriction()) {
				skipLineComment();
			}
			else if (c == ';' && this.current.parentheses == 0 && this.current.atomicDepth == 0) {
				long end = this.position;
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

	private void keepComment() {
		if (this.keep != Keep.NOTHING && this.current.isEmpty()) {
			this.comments.append((this.span.prefix == null) ? passed().stripTrailing() : "-- (a long comment)")
				.append('\n');
		}
	}

	/**
	 * Returns the comments before the statement that was read last, or behind the last
	 * one where {@link #next()} returned {@code null}.
	 */
	String comments() {
		return this.comments.toString();
	}

	/** pg_dump brackets its output in two commands of psql that change nothing. */
	private boolean atRestriction() {
		return (this.position == this.origin || this.text.at(this.position - 1) == '\n')
				&& RESTRICTIONS.stream().anyMatch((command) -> this.text.startsWith(command, this.position));
	}

	private void token(char c) {
		this.current.begin(this.position, this.line);
		pass(true);
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
		this.current.add(passed());
		endToken();
	}

	private void word() {
		long start = this.position;
		while (isIdentifierPart(this.text.at(this.position))) {
			this.position++;
		}
		String word = this.text.substring(start, this.position).toLowerCase(Locale.ROOT);
		if (word.indexOf(BYTE_ORDER_MARK) >= 0) {
			throw byteOrderMark(this.path, this.line);
		}
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
		while (isIdentifierPart(this.text.at(this.position))) {
			this.position++;
		}
	}

	private void string(boolean escapes) {
		advance(1);
		while (true) {
			if (!this.text.has(this.position)) {
				throw unterminatedString("string");
			}
			char c = this.text.at(this.position);
			if (c == '\\' && escapes) {
				advance(this.text.has(this.position + 1) ? 2 : 1);
			}
			else if (c == '\'' && peek(1) == '\'') {
				advance(2);
			}
			else if (c == '\'') {
				advance(1);
				if (!skipToContinuation()) {
					requireNothingSwallowed("string");
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
		long ahead = this.position;
		boolean newline = false;
		while (this.text.has(ahead)) {
			char c = this.text.at(ahead);
			if (c == '\n' || c == '\r') {
				newline = true;
				ahead++;
			}
			else if (isSpace(c)) {
				ahead++;
			}
			else if (c == '-' && this.text.at(ahead + 1) == '-') {
				while (this.text.has(ahead) && this.text.at(ahead) != '\n') {
					ahead++;
				}
			}
			else {
				break;
			}
		}
		if (newline && this.text.at(ahead) == '\'') {
			advance(ahead + 1 - this.position);
			return true;
		}
		return false;
	}

	private void quoted(char quote, String what) {
		advance(1);
		while (this.text.has(this.position)) {
			char c = this.text.at(this.position);
			if (c == quote && peek(1) == quote) {
				advance(2);
			}
			else {
				advance(1);
				if (c == quote) {
					requireNothingSwallowed(what);
					return;
				}
			}
		}
		throw unterminated(what);
	}

	private void dollar() {
		long start = this.position;
		long end = start + 1;
		while (isTagPart(this.text.at(end), end == start + 1)) {
			end++;
		}
		if (this.text.at(end) != '$') {
			advance(1);
			return;
		}
		String tag = this.text.substring(start, end + 1);
		advance(tag.length());
		while (!(this.text.at(this.position) == '$' && this.text.startsWith(tag, this.position))) {
			if (!this.text.has(this.position)) {
				throw unterminatedString("dollar-quoted string " + tag);
			}
			advance(1);
		}
		advance(tag.length());
	}

	private void skipLineComment() {
		while (this.text.has(this.position) && this.text.at(this.position) != '\n'
				&& this.text.at(this.position) != '\r') {
			advance(1);
		}
	}

	private void requireNoMarker(String comment) {
		if (Lookalike.isTooShort(comment)) {
			return;
		}
		if (this.span.afterCarriageReturn && MARKED.matcher(comment).lookingAt()) {
			throw carriageReturns(this.path, this.line);
		}
		if (this.current.isEmpty() && comment.length() < LONGEST_HEADER && HEADER.matcher(comment).matches()) {
			throw ScriptException.showing(this.path, this.line, "'%s' is a header below the marker",
					"Headers stand above '-- migrate:upgrade'.", comment);
		}
		if (NEAR_MARKER.matcher(comment).matches() || Lookalike.ofMarker(comment)) {
			throw ScriptException.showing(this.path, this.line, "'%s' looks like a section marker but is none",
					"A marker stands at the beginning of its line, exactly as '-- migrate:upgrade' or '-- migrate:downgrade'.",
					comment);
		}
	}

	private void skipBlockComment() {
		pass(false);
		int depth = 0;
		do {
			if (!this.text.has(this.position)) {
				throw unterminated("comment");
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
		if (this.line == this.span.line) {
			requireNoMarker(passed());
		}
		else {
			requireNothingSwallowed("comment");
		}
	}

	/**
	 * What is closed by the next quote of its kind, far behind a marker, was never meant
	 * to go that far: the way down would be a part of the way up.
	 */
	private void requireNothingSwallowed(String what) {
		if (this.span.swallowedLine > 0) {
			throw new ScriptException(this.path, this.span.line,
					"this %s goes on over the '%s' of line %s".formatted(what, this.span.swallowed,
							this.span.swallowedLine),
					"Close it before; where the text is meant so, put it into dollar quotes.");
		}
	}

	private boolean atMarker() {
		boolean lineStart = this.position == this.origin || this.text.at(this.position - 1) == '\n';
		long after = this.position + 2;
		while (lineStart && (this.text.at(after) == ' ' || this.text.at(after) == '\t')) {
			after++;
		}
		return lineStart && this.text.startsWith(MARKER, after);
	}

	private SqlStatement finish(long end) {
		Statement statement = this.current;
		String sql = (this.keep == Keep.NOTHING && this.text.isReleased(statement.start)) ? statement.prefix
				: this.text.substring(statement.start, end).stripTrailing();
		CopyData copied = statement.copiesFromStdin() ? copyData(statement) : null;
		switchStandardStrings(statement);
		return new SqlStatement(sql, statement.line, statement.words, statement.beginning.toString(), copied,
				(this.data != null) ? "" : statement.digest());
	}

	/**
	 * Returns the digest of the statement that was read last.
	 * @return hexadecimal SHA-256; data of {@code COPY} that nobody has taken is read
	 */
	String digest() {
		if (this.data != null) {
			this.data.skip();
		}
		return this.current.digest();
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
	private CopyData copyData(Statement statement) {
		long next = this.text.nextLine(this.position);
		String rest = this.text.substring(this.position, next).strip();
		if (!rest.isEmpty() && !rest.startsWith("--")) {
			throw ScriptException.showing(this.path, this.line, "'%s' stands behind COPY ... FROM stdin;",
					"The data begins on the line after the semicolon.", rest);
		}
		advance(next - this.position);
		CopyLines lines = new CopyLines(statement);
		if (this.keep == Keep.STATEMENTS) {
			this.data = lines;
			return () -> new LineStream(lines);
		}
		StringBuilder text = new StringBuilder();
		for (String line = lines.next(); line != null; line = lines.next()) {
			if (this.keep == Keep.EVERYTHING) {
				text.append(line);
			}
		}
		return CopyData.of(text.toString());
	}

	private ScriptException backslash() {
		long end = this.position + 1;
		while (this.text.has(end) && !isSpace(this.text.at(end)) && this.text.at(end) != '\\') {
			end++;
		}
		if (this.text.startsWith("\\.", this.position) && this.current.copiesFromStdin()) {
			return new ScriptException(this.path, this.current.line, "COPY ... FROM stdin without a semicolon",
					"End the statement with a semicolon; its data begins on the next line.");
		}
		return ScriptException.showing(this.path, this.line, "'%s' is a command of psql, not SQL",
				"Remove it, or say it in SQL: \\i by copying the file's statements here, \\set by a placeholder.",
				this.text.substring(this.position, end));
	}

	/**
	 * PostgreSQL takes a carriage return for a line break; psql, editors and everything
	 * that counts lines do not.
	 */
	static ScriptException carriageReturns(String path, int line) {
		return new ScriptException(path, line, "the line ends with a carriage return and no line feed",
				"Save the file with the line ends of Unix (LF) or Windows (CR LF).");
	}

	static ScriptException byteOrderMark(String path, int line) {
		return new ScriptException(path, line,
				"there is a byte order mark (the invisible character U+FEFF) within the file",
				"Delete it; it comes from files that were put together, and PostgreSQL takes it for a letter.");
	}

	/** What it holds can be a password, which is told by what stands before it. */
	private ScriptException unterminatedString(String what) {
		return new ScriptException(this.path, this.span.line, "this " + what + " is never closed",
				"Close it; the rest of the file was taken for its contents.");
	}

	private ScriptException unterminated(String what) {
		String passed = passed();
		int end = passed.indexOf('\n');
		String beginning = passed.substring(0, Math.min((end < 0) ? passed.length() : end, 40)).strip();
		return ScriptException.showing(this.path, this.span.line, "this " + what + " is never closed: %s",
				"Close it; the rest of the file was taken for its contents.", beginning);
	}

	private char peek(int offset) {
		return this.text.at(this.position + offset);
	}

	private void advance(long count) {
		long end = this.position + count;
		for (long i = this.position; i < end; i++) {
			char c = this.text.at(i);
			this.line += (c == '\n') ? 1 : 0;
			if (c == '\n' || c == '\r') {
				this.span.lineBegins(i + 1);
			}
		}
		this.position = end;
		if (this.position - this.span.digested > LONGEST_KEPT) {
			digestPart();
		}
	}

	/** Begins something of which the beginning can be asked for, however long it gets. */
	private void pass(boolean token) {
		this.span = new Span(this.position, this.line, token);
		release();
	}

	/** What was passed, or its beginning where it is longer than is kept. */
	private String passed() {
		return (this.span.prefix != null) ? this.span.prefix : this.text.substring(this.span.start, this.position);
	}

	private void endToken() {
		this.current.digest(this.text.substring(this.span.digested, this.position));
		this.current.sha256.update((byte) 0);
		pass(false);
	}

	/**
	 * Takes a part of what is being passed into the digest, so that it need not be kept.
	 */
	private void digestPart() {
		long end = this.position;
		char last = this.text.at(end - 1);
		if (last == '\r' || Character.isHighSurrogate(last)) {
			end--;
		}
		if (this.span.token) {
			this.current.digest(this.text.substring(this.span.digested, end));
		}
		if (this.span.prefix == null) {
			this.span.prefix = this.text.substring(this.span.start, this.span.start + LONGEST_PREFIX);
		}
		this.span.digested = end;
		release();
	}

	/** The character before the position tells whether a line begins there. */
	private void release() {
		long needed = Math.min(this.span.digested, this.position - 1);
		if (this.current.isEmpty() || (this.keep == Keep.NOTHING && !this.current.needsText())) {
			if (!this.current.isEmpty() && this.current.prefix.isEmpty()
					&& needed - this.current.start > LONGEST_KEPT) {
				this.current.prefix = this.text.substring(this.current.start, this.current.start + LONGEST_PREFIX);
			}
			if (this.current.isEmpty() || !this.current.prefix.isEmpty()) {
				this.text.release(needed);
			}
		}
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

	/** How much of the statements is kept. */
	enum Keep {

		/** What tells the kind of a statement, and its digest. */
		NOTHING,

		/** The statement that was read last, and the data behind it as a stream. */
		STATEMENTS,

		/** All of it, data too. */
		EVERYTHING

	}

	/** A token, a comment, or the space between them. */
	private final class Span {

		private final long start;

		private final int line;

		private final boolean token;

		private final boolean afterCarriageReturn;

		/** Where the part begins that is not in the digest yet. */
		private long digested;

		private @Nullable String prefix;

		private int swallowedLine;

		private String swallowed = "";

		Span(long start, int line, boolean token) {
			this.start = start;
			this.line = line;
			this.token = token;
			this.afterCarriageReturn = start > SqlScanner.this.origin && SqlScanner.this.text.at(start - 1) == '\r';
			this.digested = start;
		}

		/** A marker in it was never meant to be a part of it. */
		void lineBegins(long position) {
			if (this.swallowedLine == 0 && SqlScanner.this.text.at(position) == '-') {
				String beginning = marker(position);
				if (beginning != null) {
					this.swallowed = beginning;
					this.swallowedLine = SqlScanner.this.line;
				}
			}
		}

	}

	private @Nullable String marker(long position) {
		long end = position;
		while (this.text.has(end) && this.text.at(end) != '\n' && end - position < LONGEST_PREFIX) {
			end++;
		}
		Matcher marker = SWALLOWED.matcher(this.text.substring(position, end));
		return marker.lookingAt() ? marker.group() : null;
	}

	/** The lines of data behind a statement, each with its end. */
	private final class CopyLines {

		private final Statement statement;

		private boolean ended;

		CopyLines(Statement statement) {
			this.statement = statement;
		}

		@Nullable String next() {
			if (this.ended) {
				return null;
			}
			SqlScanner scanner = SqlScanner.this;
			if (isAtEnd()) {
				throw new ScriptException(scanner.path, this.statement.line,
						"the data of COPY ... FROM stdin has no end",
						"End the data with a line that consists of \\. alone.");
			}
			long from = scanner.position;
			scanner.text.release(from);
			long to = scanner.text.nextLine(from);
			String line = scanner.text.substring(from, to);
			scanner.position = to;
			scanner.line += line.endsWith("\n") ? 1 : 0;
			scanner.span = new Span(to, scanner.line, false);
			String data = line.stripTrailing();
			if (SWALLOWED.matcher(data).lookingAt()) {
				throw new ScriptException(scanner.path, this.statement.line,
						"the data of COPY ... FROM stdin goes on over the '%s' of line %s".formatted(data,
								scanner.line - 1),
						"End the data with a line that consists of \\. alone.");
			}
			if (data.equals("\\.")) {
				this.ended = true;
				return null;
			}
			this.statement.digest(line);
			return line;
		}

		void skip() {
			while (next() != null) {
				// only the digest is of interest
			}
			SqlScanner.this.data = null;
		}

	}

	/** Data as bytes; read once, in step with the scanner. */
	private static final class LineStream extends InputStream {

		private final CopyLines lines;

		private byte[] line = {};

		private int position;

		LineStream(CopyLines lines) {
			this.lines = lines;
		}

		@Override
		public int read() {
			return hasMore() ? this.line[this.position++] & 0xFF : -1;
		}

		@Override
		public int read(byte[] bytes, int offset, int length) {
			int count = 0;
			while (count < length && hasMore()) {
				int part = Math.min(length - count, this.line.length - this.position);
				System.arraycopy(this.line, this.position, bytes, offset + count, part);
				this.position += part;
				count += part;
			}
			return (count == 0 && length > 0) ? -1 : count;
		}

		private boolean hasMore() {
			if (this.position == this.line.length) {
				String next = this.lines.next();
				this.line = (next != null) ? next.getBytes(StandardCharsets.UTF_8) : new byte[0];
				this.position = 0;
			}
			return this.line.length > 0;
		}

	}

	/** What is known about the statement that is being read. */
	private static final class Statement {

		private final MessageDigest sha256 = sha256();

		private final List<String> words = new ArrayList<>();

		private final StringBuilder beginning = new StringBuilder();

		private long start = -1;

		/** Its beginning, where it is too long to be kept. */
		private String prefix = "";

		private int line;

		private int parentheses;

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

		/** What a block does to its transaction is in its text. */
		boolean needsText() {
			return !this.words.isEmpty() && this.words.get(0).equals("do");
		}

		void add(String token) {
			this.tail = (token.length() <= SqlStatement.MAX_BEGINNING) ? token : "";
			if (this.beginning.length() < SqlStatement.MAX_BEGINNING) {
				this.beginning.append(this.beginning.isEmpty() ? "" : " ")
					.append(token, 0, Math.min(token.length(), SqlStatement.MAX_BEGINNING));
			}
		}

		/**
		 * Words separated by white space or not, line ends of one kind: what does not
		 * change the statement is left out.
		 */
		void digest(String part) {
			this.sha256.update(part.replace("\r\n", "\n").getBytes(StandardCharsets.UTF_8));
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

}

package io.appmigrations.internal.script;

import java.util.List;

import io.appmigrations.internal.sql.SqlLexer;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.TokenType;
import org.jspecify.annotations.Nullable;

/**
 * Splits SQL into statements where PostgreSQL's own client does: a semicolon ends a
 * statement unless it stands in a string, a quoted name, a comment, parentheses or the
 * body of a {@code BEGIN ATOMIC} function. One pass, linear.
 * <p>
 * What tokens are says the {@link SqlLexer}. What psql alone knows is here:
 * {@code BEGIN ATOMIC}, data after {@code COPY ... FROM stdin}, commands with a
 * backslash.
 */
final class SqlScanner {

	static final char BYTE_ORDER_MARK = '\uFEFF';

	/** How many characters of what is not needed are kept. */
	private static final int LONGEST_KEPT = 64 * 1024;

	/** How many characters of what is longer can be asked for. */
	private static final int LONGEST_PREFIX = 4000;

	/** At the beginning of a line within something that is no SQL. */
	private static final List<String> RESTRICTIONS = List.of("\\restrict ", "\\unrestrict ");

	private final String path;

	private final TextWindow text;

	/** Where the text begins that is scanned: as much as the beginning of a line. */
	private final long origin;

	private final Keep keep;

	private final SqlLexer lexer;

	/** How far lines are counted: to the end of the last token, or further within it. */
	private long position;

	private int line;

	private StatementBuilder current = new StatementBuilder();

	/** What is being passed, from its first character on. */
	private Span span;

	private @Nullable CopyLines data;

	private long statementEnd = -1;

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
		this.span = new Span(position, line, false, false);
		this.lexer = new SqlLexer(text, position, this::passed);
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

	/** Where the statement begins that was read last. */
	long statementStart() {
		return this.current.start();
	}

	/** Where the semicolon ends behind the statement that was read last, or -1. */
	long statementEnd() {
		return this.statementEnd;
	}

	boolean isAtEnd() {
		return !this.text.has(this.position);
	}

	/**
	 * Reads the next statement of the section.
	 * @return the statement, or {@code null} at the end of the section
	 */
	@Nullable SqlStatement next() {
		skipData();
		this.current = new StatementBuilder();
		this.statementEnd = -1;
		this.comments.setLength(0);
		while (this.text.has(this.position)) {
			boolean lineStart = this.position == this.origin || this.text.at(this.position - 1) == '\n';
			if (lineStart && Markers.endsSection(this.text, this.position)) {
				return this.current.isEmpty() ? null : finish(this.position);
			}
			if (this.text.at(this.position) == '\\') {
				skipRestriction(lineStart);
				continue;
			}
			pass(true);
			this.lexer.next();
			if (this.lexer.type().isBlank()) {
				passed(this.lexer.end());
				if (this.lexer.type().isComment()) {
					comment();
				}
			}
			else if (this.current.mayEnd() && isSymbol(';')) {
				passed(this.lexer.end());
				if (!this.current.isEmpty()) {
					this.statementEnd = this.position;
					return finish(this.span.start);
				}
			}
			else {
				token();
			}
		}
		return this.current.isEmpty() ? null : finish(this.position);
	}

	private void comment() {
		boolean block = this.lexer.type() == TokenType.BLOCK_COMMENT;
		if (block && !this.lexer.isTerminated()) {
			throw unterminated("comment");
		}
		if (this.line == this.span.line) {
			Markers.requireNone(this.path, this.line, block ? spanText() : spanText().strip(),
					this.span.afterCarriageReturn, this.current.isEmpty());
		}
		else {
			requireNothingSwallowed("comment");
		}
		if (this.keep != Keep.NOTHING && this.current.isEmpty()) {
			this.comments.append((this.span.prefix == null) ? spanText().stripTrailing() : "-- (a long comment)")
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
	private void skipRestriction(boolean lineStart) {
		if (!this.current.isEmpty() || !lineStart
				|| RESTRICTIONS.stream().noneMatch((command) -> this.text.startsWith(command, this.position))) {
			throw backslash();
		}
		long end = this.position;
		while (this.text.has(end) && this.text.at(end) != '\n' && this.text.at(end) != '\r') {
			end++;
		}
		moveTo(end);
	}

	private void token() {
		this.current.begin(this.span.start, this.span.line);
		passed(this.lexer.end());
		TokenType type = this.lexer.type();
		if (!this.lexer.isTerminated()) {
			throw switch (type) {
				case DOLLAR_STRING -> unterminatedString("dollar-quoted string " + tag());
				case QUOTED_NAME, UNICODE_NAME -> unterminated("quoted name");
				default -> unterminatedString("string");
			};
		}
		switch (type) {
			case WORD -> word();
			case PUNCTUATION -> this.current.parentheses(isSymbol('(') ? 1 : isSymbol(')') ? -1 : 0);
			case QUOTED_NAME, UNICODE_NAME -> requireNothingSwallowed("quoted name");
			default -> {
				if (type.isQuotedString()) {
					requireNothingSwallowed("string");
				}
			}
		}
		this.current.tail(spanText());
		if (type == TokenType.NUMBER || type == TokenType.PARAMETER || type == TokenType.OPERATOR) {
			digestInParts(type, spanText());
		}
		else {
			this.current.digest(this.text.substring(this.span.digested, this.position));
			this.current.endOfToken();
		}
	}

	private String tag() {
		String beginning = spanText();
		return beginning.substring(0, beginning.indexOf('$', 1) + 1);
	}

	private void word() {
		String word = spanText();
		if (word.indexOf(BYTE_ORDER_MARK) >= 0) {
			throw byteOrderMark(this.path, this.line);
		}
		this.current.word(SqlToken.lower(word));
	}

	/**
	 * The digests in the logs of databases know symbols by their characters, and numbers
	 * by what stands between dots and signs.
	 */
	private void digestInParts(TokenType type, String token) {
		int from = 0;
		while (from < token.length()) {
			int to = from + 1;
			boolean run = type == TokenType.NUMBER ? isWordCharacter(token.charAt(from)) : from > 0;
			while (type != TokenType.OPERATOR && run && to < token.length() && isWordCharacter(token.charAt(to))) {
				to++;
			}
			this.current.digest(token.substring(from, to));
			this.current.endOfToken();
			from = to;
		}
	}

	private static boolean isWordCharacter(char c) {
		return c != '.' && c != '+' && c != '-';
	}

	/**
	 * What is closed by the next quote of its kind, far behind a marker, was never meant
	 * to go that far: the downgrade script would be a part of the upgrade script.
	 */
	private void requireNothingSwallowed(String what) {
		if (this.span.swallowedLine > 0) {
			throw new ScriptException(this.path, this.span.line,
					"this %s extends past the '%s' on line %s".formatted(what, this.span.swallowed,
							this.span.swallowedLine),
					"Close it before that line; if the text is intended, put it into dollar quotes.");
		}
	}

	private SqlStatement finish(long end) {
		StatementBuilder statement = this.current;
		String sql = (this.keep == Keep.NOTHING && this.text.isReleased(statement.start())) ? statement.prefix()
				: this.text.substring(statement.start(), end).stripTrailing();
		CopyData copied = statement.copiesFromStdin() ? copyData(statement) : null;
		Boolean standardStrings = statement.standardStrings();
		if (standardStrings != null) {
			this.lexer.setStandardStrings(standardStrings);
		}
		return new SqlStatement(sql, statement.line(), statement.words(), copied,
				(this.data != null) ? "" : statement.digest());
	}

	/**
	 * Returns the digest of the statement that was read last.
	 * @return hexadecimal SHA-256; data of {@code COPY} that nobody has taken is read
	 */
	String digest() {
		skipData();
		return this.current.digest();
	}

	private CopyData copyData(StatementBuilder statement) {
		long next = this.text.nextLine(this.position);
		String rest = this.text.substring(this.position, next).strip();
		if (!rest.isEmpty() && !rest.startsWith("--")) {
			throw ScriptException.showing(this.path, this.line, "'%s' follows COPY ... FROM stdin; on the same line",
					"The data begins on the line after the semicolon.", rest);
		}
		moveTo(next);
		CopyLines lines = new CopyLines(this.path, this.text, statement, this.position, this.line);
		this.data = lines;
		if (this.keep == Keep.STATEMENTS) {
			return lines::stream;
		}
		CopyData read = CopyData.of(lines.read(this.keep == Keep.EVERYTHING));
		skipData();
		return read;
	}

	private void skipData() {
		if (this.data != null) {
			this.data.skip();
			this.position = this.data.position();
			this.line = this.data.line();
			this.lexer.moveTo(this.position);
			this.data = null;
		}
	}

	private ScriptException backslash() {
		long end = this.position + 1;
		while (this.text.has(end) && !SqlLexer.isSpace(this.text.at(end)) && this.text.at(end) != '\\') {
			end++;
		}
		if (this.text.startsWith("\\.", this.position) && this.current.copiesFromStdin()) {
			return new ScriptException(this.path, this.current.line(), "COPY ... FROM stdin without a semicolon",
					"End the statement with a semicolon; its data begins on the next line.");
		}
		return ScriptException.showing(this.path, this.line, "'%s' is a command of psql, not SQL",
				"Remove it, or replace it: \\i with the statements of that file, \\set with a placeholder.",
				this.text.substring(this.position, end));
	}

	/**
	 * PostgreSQL takes a carriage return for a line break; psql, editors and everything
	 * that counts lines do not.
	 */
	static ScriptException carriageReturns(String path, int line) {
		return new ScriptException(path, line, "the line ends with a carriage return without a line feed",
				"Save the file with the line endings of Unix (LF) or Windows (CR LF).");
	}

	static ScriptException byteOrderMark(String path, int line) {
		return new ScriptException(path, line,
				"there is a byte order mark (the invisible character U+FEFF) in the middle of the file",
				"Delete it; it comes from joining files, and PostgreSQL treats it as a letter.");
	}

	/** What it holds can be a password, which is told by what stands before it. */
	private ScriptException unterminatedString(String what) {
		return new ScriptException(this.path, this.span.line, "this " + what + " is never closed",
				"Close it; the rest of the file was read as its content.");
	}

	private ScriptException unterminated(String what) {
		String passed = spanText();
		int end = passed.indexOf('\n');
		String beginning = passed.substring(0, Math.min((end < 0) ? passed.length() : end, 40)).strip();
		return ScriptException.showing(this.path, this.span.line, "this " + what + " is never closed: %s",
				"Close it; the rest of the file was read as its content.", beginning);
	}

	private boolean isSymbol(char symbol) {
		return this.lexer.type() == TokenType.PUNCTUATION && this.text.at(this.span.start) == symbol;
	}

	/** Begins something of which the beginning can be asked for, however long it gets. */
	private void pass(boolean sql) {
		boolean afterCarriageReturn = this.position > this.origin && this.text.at(this.position - 1) == '\r';
		this.span = new Span(this.position, this.line, sql, afterCarriageReturn);
		release();
	}

	/** Passes over what is no SQL. */
	private void moveTo(long end) {
		pass(false);
		passed(end);
		this.lexer.moveTo(end);
	}

	/** Counts lines up to a position of which the lexer knows what it belongs to. */
	private void passed(long end) {
		for (long i = this.position; i < end; i++) {
			char c = this.text.at(i);
			this.line += (c == '\n') ? 1 : 0;
			if ((c == '\n' || c == '\r') && this.span.swallowedLine == 0) {
				swallow(i + 1);
			}
		}
		this.position = end;
		if (end - this.span.digested > LONGEST_KEPT) {
			digestPart();
		}
	}

	/** A marker within something was never meant to be a part of it. */
	private void swallow(long lineStart) {
		String marker = Markers.at(this.text, lineStart);
		if (marker != null) {
			this.span.swallowed = marker;
			this.span.swallowedLine = this.line;
		}
	}

	/** What was passed, or its beginning where it is longer than is kept. */
	private String spanText() {
		return (this.span.prefix != null) ? this.span.prefix : this.text.substring(this.span.start, this.position);
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
		if (this.span.sql && !this.lexer.type().isBlank()) {
			this.current.begin(this.span.start, this.span.line);
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
		StatementBuilder statement = this.current;
		long needed = Math.min(this.span.digested, this.position - 1);
		if (statement.isEmpty() || (this.keep == Keep.NOTHING && !statement.needsText())) {
			if (!statement.isEmpty() && statement.prefix().isEmpty() && needed - statement.start() > LONGEST_KEPT) {
				statement.prefix(this.text.substring(statement.start(), statement.start() + LONGEST_PREFIX));
			}
			if (statement.isEmpty() || !statement.prefix().isEmpty()) {
				this.text.release(needed);
			}
		}
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
	private static final class Span {

		private final long start;

		private final int line;

		private final boolean sql;

		private final boolean afterCarriageReturn;

		/** Where the part begins that is not in the digest yet. */
		private long digested;

		private @Nullable String prefix;

		private int swallowedLine;

		private String swallowed = "";

		Span(long start, int line, boolean sql, boolean afterCarriageReturn) {
			this.start = start;
			this.line = line;
			this.sql = sql;
			this.afterCarriageReturn = afterCarriageReturn;
			this.digested = start;
		}

	}

}

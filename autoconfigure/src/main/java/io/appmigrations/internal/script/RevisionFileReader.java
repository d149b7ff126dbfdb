package io.appmigrations.internal.script;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.appmigrations.Revision;
import org.jspecify.annotations.Nullable;

import org.springframework.core.io.InputStreamSource;

/**
 * Reads one revision file: a header of comment lines, an upgrade section, and a downgrade
 * section where there is a way back. Anything else is an error with the file and the
 * line.
 */
public final class RevisionFileReader {

	/** Too short a word to be one letter wrong. */
	private static final int SHORT_KEY = 3;

	private static final Pattern HEADER_LINE = Pattern.compile("(?<key>[A-Za-z][A-Za-z_-]*)[ \\t]*:(?<value>.*)");

	private static final Pattern MARKER = Pattern.compile("--[ \\t]*migrate:(?<section>[^\\s]*)(?<options>.*)");

	private final String path;

	private final InputStreamSource file;

	private final TextWindow text;

	private long position;

	private int line = 1;

	private final List<String> message = new ArrayList<>();

	private final Map<Header, String> header = new EnumMap<>(Header.class);

	private @Nullable Instant created;

	private boolean logged = true;

	private @Nullable Section upgrade;

	private @Nullable Section downgrade;

	private RevisionFileReader(String path, InputStreamSource file, TextWindow text) {
		this.path = path;
		this.file = file;
		this.text = text;
	}

	/**
	 * Reads a revision file.
	 * @param path the file's name as messages show it
	 * @param bytes its contents: UTF-8, with or without a byte order mark
	 * @return the revision
	 * @throws ScriptException where the file is malformed
	 */
	public static SqlRevision read(String path, byte[] bytes) {
		try {
			return read(path, () -> new ByteArrayInputStream(bytes));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Reads a revision file, of which no more is kept than its header and what its
	 * statements are.
	 * @param path the file's name as messages show it
	 * @param file its contents: UTF-8, with or without a byte order mark; opened again
	 * when it runs
	 * @return the revision
	 * @throws ScriptException where the file is malformed
	 * @throws IOException where it cannot be read
	 */
	public static SqlRevision read(String path, InputStreamSource file) throws IOException {
		try (TextWindow text = new TextWindow(path, file.getInputStream())) {
			RevisionFileReader reader = new RevisionFileReader(path, file, text);
			try {
				return reader.read();
			}
			catch (ScriptException ex) {
				throw reader.logged ? ex : ex.withheld();
			}
		}
		catch (UncheckedIOException ex) {
			throw Objects.requireNonNull(ex.getCause());
		}
	}

	/**
	 * Reads the statements of a text that is no revision yet, and may begin and end
	 * transactions in any order.
	 * @param sql the text
	 * @return the statements in order
	 * @throws ScriptException where the text is no SQL, or has the marker of a section
	 */
	public static List<SqlStatement> statements(String sql) {
		SqlScanner scanner = new SqlScanner("", sql, 1);
		List<SqlStatement> statements = new ArrayList<>();
		for (SqlStatement statement = scanner.next(); statement != null; statement = scanner.next()) {
			statements.add(statement);
		}
		if (!scanner.isAtEnd()) {
			throw new ScriptException("", scanner.line(), "the text contains the section marker of a revision", null);
		}
		return statements;
	}

	private SqlRevision read() {
		readHeader();
		while (this.text.has(this.position)) {
			readSection();
		}
		if (this.upgrade == null) {
			throw error("there is no '-- migrate:upgrade' line", "Put it before the first statement.");
		}
		return new SqlRevision(revision(), this.upgrade, this.downgrade, this.logged,
				this.header.get(Header.IMPORTED_FROM));
	}

	private void readHeader() {
		while (this.text.has(this.position)) {
			String current = currentLine();
			String trimmed = current.strip();
			if (trimmed.indexOf('\r') >= 0) {
				throw SqlScanner.carriageReturns(this.path, this.line);
			}
			if (trimmed.indexOf(SqlScanner.BYTE_ORDER_MARK) >= 0) {
				throw SqlScanner.byteOrderMark(this.path, this.line);
			}
			if (MARKER.matcher(trimmed).matches()) {
				return;
			}
			if (trimmed.startsWith("--")) {
				headerLine(trimmed.substring(2).strip());
			}
			else if (!trimmed.isEmpty()) {
				throw error("'%s' is before '-- migrate:upgrade'".formatted(StatementRules.abbreviate(trimmed)),
						"Only comment lines are allowed there; put statements after '-- migrate:upgrade'.");
			}
			nextLine();
		}
	}

	private void headerLine(String content) {
		if (content.startsWith("lint:ignore")) {
			// for those who check revisions
			return;
		}
		if (MessageLine.isEscaped(content) && this.header.isEmpty()) {
			this.message.add(MessageLine.unescape(content));
			return;
		}
		Matcher matcher = HEADER_LINE.matcher(content);
		String key = matcher.matches() ? matcher.group("key") : "";
		Header known = Header.of(key);
		if (known != null && !(this.header.isEmpty() && isMessage(known, matcher.group("value")))) {
			String value = matcher.group("value").strip();
			if (value.endsWith(",") || value.startsWith(",")) {
				throw error("'%s' ends or begins with a comma: %s".formatted(key, value),
						"A header is a single line; write all names on it.");
			}
			if (this.header.putIfAbsent(known, value) != null) {
				throw error("'%s' is given twice".formatted(key), "Keep one of the lines.");
			}
			switch (known) {
				case REVISION, DOWN_REVISION, BRANCH_LABELS, DEPENDS_ON, REPLACES ->
					Revision.requireValid(key, list(known), this.path + ":" + this.line);
				case CREATED -> this.created = parseInstant(value);
				case LOG -> this.logged = parseLogged(value);
				case IMPORTED_FROM -> {
					// for those who take over a database of that tool
				}
			}
		}
		else if (!key.isEmpty() && !this.header.isEmpty()) {
			String meant = misspelt(key);
			throw error("'%s' is not a header".formatted(key), (meant != null) ? "Did you mean '%s'?".formatted(meant)
					: "Headers are %s.".formatted(Header.keys()));
		}
		else {
			String meant = misspelt(key);
			if (meant != null && Lookalike.isNames(matcher.group("value"))) {
				throw error("'%s' is not a header".formatted(key), "Did you mean '%s'?".formatted(meant));
			}
			String resembled = Lookalike.ofHeader(content, this.header.isEmpty());
			if (resembled != null) {
				throw error("'%s' looks like a header but is not one".formatted(StatementRules.abbreviate(content)),
						"Write '-- %s: ...'.".formatted(resembled));
			}
			if (this.header.isEmpty()) {
				this.message.add(content);
			}
		}
	}

	/** As in {@code log: a table for what users do}. */
	private static boolean isMessage(Header header, String value) {
		return (header == Header.LOG && !List.of("yes", "no").contains(value.strip()))
				|| (header == Header.REPLACES && !Lookalike.isNames(value));
	}

	private static @Nullable String misspelt(String key) {
		String plain = key.toLowerCase(Locale.ROOT).replace('_', '-');
		for (Header header : Header.values()) {
			String known = header.key();
			boolean singularOrPlural = plain.equals(known + "s") || (plain + "s").equals(known)
					|| plain.replace("-", "").equals(known.replace("-", ""));
			boolean close = known.length() > SHORT_KEY && oneEditApart(plain, known);
			if (!plain.isEmpty() && (plain.equals(known) || singularOrPlural || close)) {
				return known;
			}
		}
		return null;
	}

	private static boolean oneEditApart(String left, String right) {
		String shorter = (left.length() <= right.length()) ? left : right;
		String longer = (left.length() <= right.length()) ? right : left;
		if (longer.length() - shorter.length() > 1) {
			return false;
		}
		int same = 0;
		while (same < shorter.length() && shorter.charAt(same) == longer.charAt(same)) {
			same++;
		}
		String restOfShorter = shorter
			.substring((shorter.length() == longer.length()) ? Math.min(same + 1, shorter.length()) : same);
		return longer.substring(Math.min(same + 1, longer.length())).equals(restOfShorter);
	}

	private void readSection() {
		int markerLine = this.line;
		String current = currentLine();
		Matcher matcher = MARKER.matcher(current.strip());
		if (!matcher.matches()) {
			throw error("'%s' is not a section marker".formatted(StatementRules.abbreviate(current.strip())), null);
		}
		String name = matcher.group("section");
		SectionOptions options = SectionOptions.read(this.path, markerLine, matcher.group("options").strip());
		nextLine();
		long start = this.position;
		OutlineReader outline = new OutlineReader(this.path, options.transactional());
		Batch batch = options.batch();
		SqlScanner scanner = new SqlScanner(this.path, this.text, this.position, this.line,
				(batch != null) ? SqlScanner.Keep.STATEMENTS : SqlScanner.Keep.NOTHING);
		int count = 0;
		for (SqlStatement statement = scanner.next(); statement != null; statement = scanner.next()) {
			outline.add(statement);
			if (batch != null) {
				requireBatched(statement, ++count, batch);
			}
		}
		if (batch != null && count == 0) {
			throw new ScriptException(this.path, markerLine,
					"the section with batch:%s has no statement".formatted(batch.name()),
					"Write one UPDATE or DELETE of the table, or remove batch:.");
		}
		Section section = new Section(this.path, this.file, start, scanner.position() - start, markerLine, options,
				outline.read());
		switch (name) {
			case "upgrade" -> this.upgrade = once(this.upgrade, section, name, markerLine);
			case "downgrade" -> this.downgrade = once(this.downgrade, section, name, markerLine);
			default -> throw new ScriptException(this.path, markerLine, "'migrate:%s' is not a section".formatted(name),
					"Sections are '-- migrate:upgrade' and '-- migrate:downgrade'.");
		}
		this.position = scanner.position();
		this.line = scanner.line();
	}

	/** What placeholders stand for is not known before the run. */
	private void requireBatched(SqlStatement statement, int number, Batch batch) {
		if (statement.beginsTransaction() || statement.endsTransaction()) {
			throw ScriptException.showing(this.path, statement.line(),
					"'%s' controls transactions in a section with batch:, which commits each range by itself",
					"Remove it.", StatementRules.abbreviate(statement.text()));
		}
		if (number > 1) {
			throw ScriptException.showing(this.path, statement.line(),
					"'%s' is a second statement in a section with batch:, which holds one",
					"Put it into a revision of its own.", StatementRules.abbreviate(statement.text()));
		}
		if (!statement.text().contains("${")) {
			BatchStatement.of(this.path, statement, batch);
		}
	}

	private Section once(@Nullable Section present, Section section, String name, int markerLine) {
		if (present != null) {
			throw new ScriptException(this.path, markerLine,
					"there is a second '-- migrate:%s'; the first is on line %s".formatted(name, present.line()),
					"Put all statements under one of them.");
		}
		return section;
	}

	private Revision revision() {
		String id = this.header.get(Header.REVISION);
		if (id == null || id.isEmpty()) {
			throw new ScriptException(this.path, 1, "there is no '-- revision:' line before '-- migrate:upgrade'",
					"Add one, for example '-- revision: 1975ea83b712'.");
		}
		return new Revision(id, list(Header.DOWN_REVISION), list(Header.DEPENDS_ON), list(Header.BRANCH_LABELS),
				String.join("\n", this.message).strip(), this.created, this.path, list(Header.REPLACES));
	}

	private List<String> list(Header key) {
		return Stream.of(this.header.getOrDefault(key, "").split(","))
			.map(String::strip)
			.filter((value) -> !value.isEmpty())
			.toList();
	}

	private boolean parseLogged(String value) {
		return switch (value) {
			case "yes" -> true;
			case "no" -> false;
			default -> throw error("the value of 'log' must be yes or no: %s".formatted(value),
					"Write 'log: no' if the text of the revision contains secrets.");
		};
	}

	private @Nullable Instant parseInstant(String value) {
		try {
			return value.isEmpty() ? null : OffsetDateTime.parse(value).toInstant();
		}
		catch (DateTimeParseException ex) {
			throw error("'%s' is not a valid time".formatted(value), "Write a time such as 2026-11-22T10:15:00Z.");
		}
	}

	private String currentLine() {
		long next = this.text.nextLine(this.position);
		return this.text.substring(this.position, (this.text.at(next - 1) == '\n') ? next - 1 : next);
	}

	private void nextLine() {
		this.position = this.text.nextLine(this.position);
		this.text.release(this.position - 1);
		this.line++;
	}

	private ScriptException error(String what, @Nullable String hint) {
		return new ScriptException(this.path, this.line, what, hint);
	}

}

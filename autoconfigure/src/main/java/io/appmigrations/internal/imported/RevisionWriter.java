package io.appmigrations.internal.imported;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.internal.script.Header;
import io.appmigrations.internal.script.MessageLine;
import io.appmigrations.internal.script.RevisionFileReader;
import io.appmigrations.internal.script.ScriptException;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.script.StatementRules;
import io.appmigrations.internal.sql.CharacterSource;
import io.appmigrations.internal.sql.SqlLexer;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.TokenType;

/**
 * Writes what another tool runs as revision files that are read as what they were written
 * for. Collects what cannot be written, and what is not carried over as it is.
 */
public final class RevisionWriter {

	/** The options of a section whose statements run by themselves. */
	public static final String OUTSIDE = " transaction:off";

	private static final Set<String> RETURNING_ROWS = Set.of("select", "values", "table", "show", "explain", "fetch");

	/** What changes rows, and returns them where it says so. */
	private static final Set<String> CHANGING_ROWS = Set.of("insert", "update", "delete", "merge");

	private static final Pattern MARKER = Pattern.compile("(?m)^--(?=[ \\t]*migrate:)");

	private static final Pattern COMMENT = Pattern.compile("^(\\s*)--");

	private static final String IN_FRONT = "-- comment:";

	/** What ends in a comment gets its semicolon on a line of its own. */
	private static final String END = "\n;\n" + ScriptTransactions.COMMIT;

	private final List<ImportedRevision> revisions = new ArrayList<>();

	private final Set<String> notes = new LinkedHashSet<>();

	private final List<String> problems = new ArrayList<>();

	/**
	 * Notes what is not carried over as it is.
	 * @param note a line
	 */
	public void note(String note) {
		this.notes.add(note);
	}

	/**
	 * Notes what cannot be written.
	 * @param problem a line that says where
	 */
	public void problem(String problem) {
		this.problems.add(problem);
	}

	/**
	 * Writes the header of a file.
	 * @param revision what it says
	 * @param importedFrom what the revision was made from
	 * @return the lines, and a blank one
	 */
	public static String header(Revision revision, String importedFrom) {
		StringBuilder header = new StringBuilder();
		MessageLine.normalize(revision.message())
			.lines()
			.forEach((line) -> header.append("-- ".concat(MessageLine.escape(line)).stripTrailing()).append('\n'));
		header.append("--\n");
		List<String> lines = new ArrayList<>();
		lines.add(Header.REVISION.line(List.of(revision.id())));
		lines.add(Header.DOWN_REVISION.line(revision.downRevisions()).stripTrailing());
		if (!revision.branchLabels().isEmpty()) {
			lines.add(Header.BRANCH_LABELS.line(revision.branchLabels()));
		}
		if (!revision.dependsOn().isEmpty()) {
			lines.add(Header.DEPENDS_ON.line(revision.dependsOn()));
		}
		if (revision.created() != null) {
			lines.add(Header.CREATED.line(List.of(revision.created().toString())));
		}
		lines.add(Header.IMPORTED_FROM.line(List.of(importedFrom)));
		return header + lines.stream().collect(Collectors.joining("\n", "", "\n\n"));
	}

	/**
	 * Makes a text fit for a section.
	 * @param sql what another tool runs
	 * @return the text, which ends with a line end and has no comment that is a marker of
	 * ours. What is in quotes is data, or the body of a function, and stays as it is
	 */
	public static String section(String sql) {
		String text = MARKER.matcher(sql)
			.replaceAll((marker) -> isInComment(sql, marker.start()) ? IN_FRONT : marker.group());
		return (text.isEmpty() || text.endsWith("\n")) ? text : text + "\n";
	}

	private static boolean isInComment(String sql, int position) {
		SqlLexer lexer = new SqlLexer(CharacterSource.of(sql, 0, sql.length()), 0);
		boolean comment = false;
		while (lexer.next() && lexer.start() <= position) {
			comment = lexer.type().isComment();
		}
		return comment;
	}

	/**
	 * Ends a statement.
	 * @param statement the statement
	 * @return the statement with a semicolon, which would be a part of a comment at its
	 * end
	 */
	public static String terminated(String statement) {
		String withoutComment = SqlTokens.withoutTail(statement);
		if (withoutComment.isEmpty() || withoutComment.endsWith(";")) {
			return statement;
		}
		return statement + (withoutComment.equals(statement) ? ";" : "\n;");
	}

	/**
	 * Looks how a section must run.
	 * @param path the file, for notes
	 * @param text the statements of the section
	 * @param transactional whether it is configured to run in a transaction
	 * @return the options behind the marker, and the statements
	 */
	public Way way(String path, String text, boolean transactional) {
		Statements statements;
		try {
			statements = statements(path, text);
		}
		catch (ScriptException ex) {
			// whoever adds it reports it
			return new Way("", text);
		}
		List<SqlStatement> list = statements.list();
		if (list.stream().noneMatch((one) -> ScriptTransactions.concerns(one, transactional))) {
			boolean outside = !transactional || list.stream().anyMatch((one) -> isOutside(path, one));
			return new Way(outside ? OUTSIDE : "", text);
		}
		if (transactional && isOneTransaction(statements.sql())) {
			return new Way("", text);
		}
		if (transactional) {
			note("%s begins or ends transactions: its revision has transaction:off".formatted(path));
		}
		return new Way(OUTSIDE, ScriptTransactions.written(path, statements, transactional, this::note));
	}

	/** Also where it begins and commits it. */
	private static boolean isOneTransaction(String text) {
		String file = "-- revision: a1\n-- migrate:upgrade\n" + text;
		try {
			RevisionFileReader.read("", file.getBytes(StandardCharsets.UTF_8));
			return true;
		}
		catch (ScriptException ex) {
			return false;
		}
	}

	/**
	 * Writes a section for several scripts. They are one transaction, unless one of them
	 * must run outside of it: then each has its own.
	 * @param path the file, for notes
	 * @param ways how each runs
	 * @param titles a comment before each, or an empty text
	 * @return the options behind the marker, and the statements
	 */
	public Way joined(String path, List<Way> ways, List<String> titles) {
		boolean outside = ways.stream().anyMatch((way) -> way.options().equals(OUTSIDE));
		StringBuilder section = new StringBuilder();
		for (int i = 0; i < ways.size(); i++) {
			Way way = ways.get(i);
			section.append(titles.get(i))
				.append((outside && way.options().isEmpty()) ? inTransaction(path, way.text()) : way.text());
		}
		return new Way(outside ? OUTSIDE : "", section.toString());
	}

	/** Writes what runs in a transaction for a section that runs outside of one. */
	private String inTransaction(String path, String text) {
		try {
			return ScriptTransactions.written(path, statements(path, text), true, this::note);
		}
		catch (ScriptException ex) {
			// whoever adds it reports it
			return text;
		}
	}

	/**
	 * Writes a Java revision for code of the other tool.
	 * @param revision what it is
	 * @param importedFrom what it was made from
	 * @param packageName its package
	 * @param className its simple name
	 * @param body the lines of its method
	 * @return the source of the class
	 */
	public static String javaText(Revision revision, String importedFrom, String packageName, String className,
			String body) {
		String down = revision.downRevisions().isEmpty() ? ""
				: "downRevision = \"%s\", ".formatted(revision.downRevisions().get(0));
		String message = MessageLine.normalize(revision.message()).lines().findFirst().orElse("");
		return """
				package %1$s;

				import io.appmigrations.javarevision.JavaRevision;
				import io.appmigrations.javarevision.RevisionContext;
				import io.appmigrations.javarevision.RevisionInfo;

				@RevisionInfo(revision = "%2$s", %3$smessage = "%4$s",
						generated = "%5$s: %6$s")
				public class %7$s implements JavaRevision {

					@Override
					public void upgrade(RevisionContext context) {
				%8$s	}

				}
				""".formatted(packageName, revision.id(), down, message.replaceAll("[\"\\\\]", "'"),
				Header.IMPORTED_FROM.key(), importedFrom, className, body);
	}

	/**
	 * Writes the code of a Java revision that runs a statement. To JDBC, a question mark
	 * is a parameter, and two are an operator with one.
	 * @param sql the statement
	 * @return lines of the method {@code upgrade}
	 */
	public static String javaStatement(String sql) {
		StringBuilder escaped = new StringBuilder();
		SqlTokens tokens = SqlTokens.of(sql);
		int copied = 0;
		for (SqlToken token = tokens.next(); token != null; token = tokens.next()) {
			if (token.type() == TokenType.OPERATOR) {
				escaped.append(sql, copied, token.start()).append(token.text().replace("?", "??"));
				copied = token.end();
			}
		}
		escaped.append(sql, copied, sql.length());
		String text = escaped.toString()
			.replace("\\", "\\\\")
			.replace("\"", "\\\"")
			.replace("\r", "\\r")
			// what ends a line would be left out, and what all lines begin with
			.replaceAll("(?m) $", "\\\\s")
			.replaceAll("(?m)\t$", "\\\\t");
		return "\t\tcontext.jdbc().sql(\"\"\"\n%s\\\n\"\"\").%s;\n".formatted(text,
				returnsRows(sql) ? "query().listOfRows()" : "update()");
	}

	private static boolean returnsRows(String sql) {
		SqlTokens tokens = SqlTokens.of(sql);
		if (tokens.isNext("(") || isOneOf(RETURNING_ROWS, tokens)) {
			return true;
		}
		boolean follows = tokens.isNext("with");
		if (!follows && !isOneOf(CHANGING_ROWS, tokens)) {
			return false;
		}
		while (!tokens.isAtEnd()) {
			if (tokens.isNext("returning") || (follows && isOneOf(RETURNING_ROWS, tokens))) {
				return true;
			}
			follows = follows && !isOneOf(CHANGING_ROWS, tokens);
			if (tokens.parenthesized() == null) {
				tokens.next();
			}
		}
		return false;
	}

	private static boolean isOneOf(Set<String> words, SqlTokens tokens) {
		return words.stream().anyMatch((word) -> tokens.isNext(word));
	}

	/**
	 * Reads the statements of a text, which may begin and end transactions.
	 * @param path the file, for notes
	 * @param sql the text
	 * @return the statements, and the text in which they are found
	 * @throws ScriptException if the text is no SQL that a revision can run
	 */
	public Statements statements(String path, String sql) {
		ReadBack<List<SqlStatement>> read = readable(path, ScriptTransactions.BEGIN + section(sql) + END,
				RevisionFileReader::statements);
		List<SqlStatement> all = read.result();
		if (!all.get(all.size() - 1).text().equals("commit")) {
			// it is a part of the last statement
			throw new ScriptException(path, 1, "a parenthesis is never closed", null);
		}
		return new Statements(
				read.text().substring(ScriptTransactions.BEGIN.length(), read.text().length() - END.length()),
				all.subList(1, all.size() - 1));
	}

	/**
	 * Whether PostgreSQL runs a statement only outside of a transaction. The list is that
	 * of Flyway's {@code PostgreSQLParser}.
	 * @param statement the statement
	 * @return {@code true} for {@code create index concurrently} and the like
	 */
	public static boolean isOutsideOfTransactions(SqlStatement statement) {
		boolean makes = statement.startsWith("create") || statement.startsWith("drop");
		List<String> words = statement.words();
		String second = (words.size() > 1) ? words.get(1) : "";
		return (makes && Set.of("database", "tablespace", "subscription").contains(second))
				|| (makes && words.contains("index") && words.contains("concurrently"))
				|| statement.startsWith("alter", "system") || statement.startsWith("vacuum")
				|| (statement.startsWith("reindex")
						&& words.stream().anyMatch(Set.of("schema", "database", "system", "concurrently")::contains));
	}

	/**
	 * Whether a text has a statement of {@link #isOutsideOfTransactions}.
	 * @param path the file, for notes
	 * @param text the statements
	 * @return {@code false} also for what no revision can run
	 */
	public boolean hasOutsideOfTransactions(String path, String text) {
		try {
			return statements(path, text).list().stream().anyMatch(RevisionWriter::isOutsideOfTransactions);
		}
		catch (ScriptException ex) {
			// whoever adds it reports it
			return false;
		}
	}

	/**
	 * Whether PostgreSQL runs a statement only outside of a transaction, as far as its
	 * text shows that.
	 */
	static boolean isOutside(String path, SqlStatement statement) {
		List<String> words = statement.words();
		return isOutsideOfTransactions(statement)
				|| (statement.startsWith("alter", "table") && words.contains("detach")
						&& words.contains("concurrently"))
				|| StatementRules.controlsTransactionInBlock(path, statement);
	}

	/**
	 * Adds a revision once it is read as what it was written for.
	 * @param revision the revision
	 */
	public void add(ImportedRevision revision) {
		if (revision.java()) {
			this.revisions.add(revision);
			return;
		}
		try {
			ReadBack<SqlRevision> read = readable(revision.path(), revision.text(),
					(text) -> RevisionFileReader.read("", text.getBytes(StandardCharsets.UTF_8)));
			if (!read.result().revision().id().equals(revision.id())) {
				throw new IllegalStateException(revision.id());
			}
			this.revisions.add(revision.withText(read.text()));
		}
		catch (ScriptException ex) {
			this.problems.add(revision.path() + String.valueOf(ex.getMessage()).replaceFirst("^:\\d+", ""));
		}
	}

	/**
	 * Reads a file. A comment that this tool would take for a marker or a header gets a
	 * word in front.
	 */
	private <T> ReadBack<T> readable(String path, String written, Function<String, T> reader) {
		String text = written;
		while (true) {
			try {
				return new ReadBack<>(text, reader.apply(text));
			}
			catch (ScriptException ex) {
				List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
				String line = lines.get(Math.min(ex.getLine(), lines.size()) - 1);
				String other = COMMENT.matcher(line).replaceFirst("$1" + IN_FRONT);
				if (other.equals(line) || line.contains(IN_FRONT)) {
					throw ex;
				}
				lines.set(ex.getLine() - 1, other);
				text = String.join("\n", lines);
				this.notes.add("%s: the comment '%s' has '%s' in front, because it looks like a marker".formatted(path,
						line.strip(), IN_FRONT));
			}
		}
	}

	/**
	 * Returns what was written.
	 * @param what for the message, for example {@code The scripts of Flyway}
	 * @return the revisions
	 * @throws MigrationException with {@code invalid_script} if something cannot be
	 * written
	 */
	public ImportedHistory finish(String what) {
		if (!this.problems.isEmpty()) {
			throw new MigrationException(ErrorCode.INVALID_SCRIPT,
					"%s cannot be written as revisions:\n  %s".formatted(what, String.join("\n  ", this.problems)),
					"Nothing was written.");
		}
		return new ImportedHistory(this.revisions, List.copyOf(this.notes));
	}

	/**
	 * Statements of a text.
	 *
	 * @param sql the text
	 * @param list its statements, each of which is found in the text as it is
	 */
	public record Statements(String sql, List<SqlStatement> list) {

		/**
		 * Copies the list.
		 */
		public Statements {
			list = List.copyOf(list);
		}

	}

	/**
	 * How a section runs.
	 *
	 * @param options the options behind the marker, empty where it is one transaction
	 * @param text its statements
	 */
	public record Way(String options, String text) {
	}

	private record ReadBack<T>(String text, T result) {
	}

}

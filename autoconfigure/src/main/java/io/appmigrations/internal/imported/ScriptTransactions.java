package io.appmigrations.internal.imported;

import java.util.Locale;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.script.StatementRules;
import io.appmigrations.internal.sql.CharacterSource;
import io.appmigrations.internal.sql.SqlLexer;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;

/**
 * Writes the transactions that PostgreSQL has while another tool runs a script, as a
 * section with {@code transaction:off} has them. Flyway and Liquibase turn autocommit
 * off, and then PostgreSQL's driver begins a transaction before each statement that is in
 * none: behind a {@code COMMIT} of the script, too. PostgreSQL only warns of a
 * {@code BEGIN} inside of a transaction and of a {@code COMMIT} or a {@code SET LOCAL}
 * outside of one; they are left out.
 */
final class ScriptTransactions {

	static final String BEGIN = "begin;\n";

	static final String COMMIT = "commit;\n";

	/** The line behind the rows of {@code COPY}. */
	private static final Pattern END_OF_DATA = Pattern.compile("(?m)^\\\\\\.[ \\t]*$");

	/** What belongs to a statement behind its semicolon. */
	private static final Pattern REST_OF_LINE = Pattern.compile("\\G[ \\t]*(?:--[^\\n]*)?(?:\\n|\\z)");

	private final String path;

	private final String sql;

	/** Whether the tool has begun a transaction, and the driver begins the next ones. */
	private final boolean automatic;

	private final Consumer<String> notes;

	private final StringBuilder written = new StringBuilder();

	/** How much was written before the present transaction, or -1 where none is. */
	private int begun = -1;

	/** Whether PostgreSQL begins the next transaction with the end of another one. */
	private boolean chained;

	/** Isolation level and the like of the present transaction, or of the one chained. */
	private String modes = "";

	/** How much of the text is read. */
	private int done;

	/** Whether the last statement that was read has a semicolon. */
	private boolean terminated = true;

	private ScriptTransactions(String path, String sql, boolean automatic, Consumer<String> notes) {
		this.path = path;
		this.sql = sql;
		this.automatic = automatic;
		this.notes = notes;
	}

	/**
	 * Writes the transactions.
	 * @param path the file, for notes
	 * @param statements the statements of the script
	 * @param transactional whether the other tool runs the script in a transaction
	 * @param notes where to note what is left out
	 * @return the script with a {@code BEGIN} and a plain {@code COMMIT} for each
	 * transaction
	 */
	static String written(String path, RevisionWriter.Statements statements, boolean transactional,
			Consumer<String> notes) {
		ScriptTransactions transactions = new ScriptTransactions(path, statements.sql(), transactional, notes);
		statements.list().forEach(transactions::add);
		return transactions.end();
	}

	/**
	 * Whether a script needs this.
	 * @param statement a statement of it
	 * @param transactional whether the other tool runs the script in a transaction
	 * @return {@code true} for what begins or ends a transaction, must be first in one,
	 * or is ignored outside of one
	 */
	static boolean concerns(SqlStatement statement, boolean transactional) {
		return statement.beginsTransaction() || statement.endsTransaction()
				|| statement.startsWith("set", "transaction")
				|| (!transactional && StatementRules.isIgnoredOutside(statement));
	}

	private void add(SqlStatement statement) {
		int start = start();
		String before = this.sql.substring(this.done, start);
		int textEnd = start + statement.text().length();
		int end = end(textEnd, statement.copyData() != null);
		String text = this.sql.substring(start, end);
		this.terminated = end > textEnd;
		this.done = end;
		if (statement.beginsTransaction()) {
			this.written.append(before);
			begin(statement, text);
		}
		else if (statement.endsTransaction()) {
			this.written.append(before);
			end(statement, text);
		}
		else {
			if (this.begun < 0 && !this.automatic && !this.chained && StatementRules.isIgnoredOutside(statement)) {
				this.written.append(before);
				this.notes.accept(
						"%s: what the script sets for a transaction outside of one (line %s) has no effect and is left out"
							.formatted(this.path, statement.line() - 1));
				return;
			}
			// a driver that gets several statements at once begins no transaction between
			// them, so that what must run outside of one can
			if (this.begun < 0 && (this.automatic || this.chained) && !RevisionWriter.isOutside(this.path, statement)) {
				this.begun = this.written.length();
				this.written.append(this.modes.isEmpty() ? BEGIN : "begin %s;\n".formatted(this.modes));
			}
			this.written.append(before).append(text);
			if (this.begun >= 0 && statement.startsWith("set", "transaction")) {
				addModes(modes(statement));
			}
		}
	}

	private void begin(SqlStatement statement, String text) {
		String others = modes(statement);
		if (this.begun >= 0) {
			// it sets them all the same
			this.written.append(others.isEmpty() ? "" : "set transaction %s;\n".formatted(others));
			addModes(others);
			return;
		}
		this.begun = this.written.length();
		addModes(others);
		this.written.append(this.modes.equals(others) ? text : "begin %s;\n".formatted(this.modes));
	}

	private void end(SqlStatement statement, String text) {
		boolean chain = chains(statement);
		if (this.begun >= 0) {
			if (statement.startsWith("rollback") || statement.startsWith("abort")) {
				this.written.setLength(this.begun);
				this.notes.accept("%s: what is before '%s' is left out, because that undoes it".formatted(this.path,
						statement.text()));
			}
			else {
				this.written.append(chain ? COMMIT : text);
			}
		}
		this.begun = -1;
		this.chained = chain;
		this.modes = chain ? this.modes : "";
	}

	private String end() {
		this.written.append(this.sql, this.done, this.sql.length());
		if (this.begun >= 0) {
			// a comment may be last
			this.written.append(endsLine() ? "" : "\n").append(this.terminated ? "" : ";\n").append(COMMIT);
		}
		return this.written.toString();
	}

	private void addModes(String others) {
		this.modes += (this.modes.isEmpty() || others.isEmpty()) ? others : ", " + others;
	}

	/** Where a statement begins: a comment before it can have the same words. */
	private int start() {
		SqlLexer lexer = new SqlLexer(CharacterSource.of(this.sql, 0, this.sql.length()), this.done);
		while (lexer.next()) {
			int start = Math.toIntExact(lexer.start());
			if (!lexer.type().isBlank() && this.sql.charAt(start) != ';') {
				return start;
			}
		}
		return this.sql.length();
	}

	/** Behind the semicolon, and what is on its line. */
	private int end(int from, boolean data) {
		if (data) {
			Matcher end = END_OF_DATA.matcher(this.sql);
			return end.find(from) ? lineEnd(end.end()) : from;
		}
		SqlLexer lexer = new SqlLexer(CharacterSource.of(this.sql, 0, this.sql.length()), from);
		while (lexer.next()) {
			int start = Math.toIntExact(lexer.start());
			if (!lexer.type().isBlank()) {
				return (this.sql.charAt(start) == ';') ? lineEnd(start + 1) : from;
			}
		}
		return from;
	}

	private int lineEnd(int from) {
		Matcher rest = REST_OF_LINE.matcher(this.sql);
		return rest.find(from) ? rest.end() : from;
	}

	private boolean endsLine() {
		return this.written.charAt(this.written.length() - 1) == '\n';
	}

	private static boolean chains(SqlStatement statement) {
		return statement.words().contains("chain") && !statement.words().contains("no");
	}

	/** What stands behind {@code BEGIN} or {@code SET TRANSACTION}. */
	private static String modes(SqlStatement statement) {
		SqlTokens tokens = SqlTokens.of(statement.text());
		tokens.next();
		if (!tokens.accept("transaction")) {
			tokens.accept("work");
		}
		SqlToken first = tokens.peek(0);
		return (first != null)
				? SqlTokens.withoutTail(statement.text()).substring(first.start()).toLowerCase(Locale.ROOT) : "";
	}

}

package io.appmigrations.internal.execution;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.Revision;
import io.appmigrations.Step;
import io.appmigrations.internal.database.Blockers;
import io.appmigrations.internal.script.RevisionScript;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.secret.Redaction;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * A statement that PostgreSQL refused, shown as a person wants to see it: revision, file
 * and line, the statement's lines with a caret where PostgreSQL points, what it said, and
 * what state the database is in now.
 */
final class StatementFailure {

	/**
	 * Lock not available, deadlock detected, serialization failure (manual, appendix A).
	 */
	private static final Set<String> RETRYABLE = Set.of("55P03", "40P01", "40001");

	/**
	 * From the first quotation mark to the last, whatever the language and whatever the
	 * value that is quoted has in it.
	 */
	private static final Pattern QUOTED = Pattern
		.compile("(?s)%1$s.*(?:%1$s|$)".formatted("[\"'\\u00ab\\u00bb\\u2018-\\u201f\\u2039\\u203a\\u300c-\\u300f]"));

	/**
	 * Classes of SQLSTATE of what code in the database raises, which says what it will.
	 */
	private static final Set<String> RAISED = Set.of("P0", "38", "39", "HV", "XX");

	/** Where PL/pgSQL raises with any SQLSTATE. */
	private static final String RAISE = "exec_stmt_raise";

	private static final String NOT_SHOWN = "(not shown, because the revision has 'log: no')";

	/** After these the session is gone. */
	private static final Set<String> FATAL = Set.of("FATAL", "PANIC");

	private static final int SHORT = 4;

	/** Of a table (manual, appendix K). */
	private static final int MOST_COLUMNS = 1600;

	private enum Place {

		STATEMENT, JAVA, BOOKKEEPING, COMMIT

	}

	private final Step step;

	private final Place place;

	private final SQLException failure;

	private final String heading;

	private final @Nullable SqlStatement statement;

	/** As it was sent; empty where it is not known. */
	private final String sql;

	/** Whether a part of the statement may have been committed nevertheless. */
	private final boolean partly;

	/** Whether nothing of the revision's text may be shown. */
	private final boolean withheld;

	/** What is masked in the statement, wherever the server quotes it. */
	private final List<String> secrets;

	private final boolean copiesSecrets;

	private StatementFailure(Builder builder) {
		this.step = builder.step;
		this.place = builder.place;
		this.failure = builder.failure;
		this.heading = builder.heading;
		this.statement = builder.statement;
		this.sql = builder.sql;
		this.partly = builder.partly;
		this.withheld = builder.withheld;
		this.secrets = Redaction.secretsIn(this.sql);
		this.copiesSecrets = copiesSecrets(this.statement, this.sql);
	}

	/**
	 * Returns the same failure, of a statement that commits by itself.
	 */
	StatementFailure partly() {
		Builder builder = new Builder(this);
		builder.partly = true;
		return new StatementFailure(builder);
	}

	/**
	 * Returns the same failure of one statement of several that were sent at once: where
	 * the connection broke, nobody knows which.
	 */
	StatementFailure orLater() {
		return connectionLost() ? new StatementFailure(new Builder(this).heading(this.heading + " or a later one"))
				: this;
	}

	/** Whether a part of it is committed perhaps. */
	boolean isPartly() {
		return this.partly;
	}

	/**
	 * Whether a statement that can commit by itself had come that far: an error without a
	 * context is one that no code of the statement has met.
	 */
	boolean mayHaveCommitted() {
		ServerErrorMessage message = serverErrorMessage();
		return connectionLost() || message == null || message.getWhere() != null;
	}

	/** Says how a person decides what the tool would have to guess. */
	static String decide(Revision revision) {
		return ("Check the database. If the statement took effect, run 'repair --done %1$s'; if it did not, or if it "
				+ "can safely run again, run 'repair --undone %1$s'. Then start again.")
			.formatted(revision.id());
	}

	/** A statement of the revision failed. */
	static StatementFailure ofStatement(Step step, RevisionScript script, Sent sent, SQLException failure) {
		return new StatementFailure(new Builder(step, Place.STATEMENT, failure)
			.heading("statement %s of %s".formatted(sent.number(), sent.total()))
			.sent(sent)
			.shown(script.logged()));
	}

	/** A Java revision failed. */
	static StatementFailure ofJava(Step step, SQLException failure) {
		return new StatementFailure(new Builder(step, Place.JAVA, failure).heading("in its Java code"));
	}

	/** What the tool itself does after the revision's statements failed. */
	static StatementFailure ofBookkeeping(Step step, RevisionScript script, SQLException failure) {
		return new StatementFailure(new Builder(step, Place.BOOKKEEPING, failure)
			.heading("after its statements, while writing the version table and the log")
			.shown(script.logged()));
	}

	/**
	 * The commit failed.
	 * @param logged whether what is committed may be shown
	 */
	static StatementFailure atCommit(Step step, boolean logged, SQLException failure) {
		return new StatementFailure(
				new Builder(step, Place.COMMIT, failure).heading("during its commit").shown(logged));
	}

	/**
	 * Returns a statement as it may be shown.
	 * @param script the revision that it is from
	 */
	static String shown(RevisionScript script, SqlStatement statement) {
		return script.logged() ? Redaction.redactSql(statement.text()) : NOT_SHOWN;
	}

	static boolean isRetryable(SQLException failure) {
		return failure.getSQLState() != null && RETRYABLE.contains(failure.getSQLState());
	}

	boolean isRetryable() {
		return !this.partly && isRetryable(this.failure);
	}

	boolean connectionLost() {
		String state = this.failure.getSQLState();
		ServerErrorMessage message = serverErrorMessage();
		if (state == null || (message != null && FATAL.contains(String.valueOf(message.getSeverity())))) {
			return true;
		}
		// the server's own errors of these classes are about a connection of its own, to
		// a
		// foreign server, or about a parameter, $1
		return state.startsWith("08") ? message == null
				: state.startsWith("57P") && (message == null || !"ERROR".equals(message.getSeverity()));
	}

	Step step() {
		return this.step;
	}

	boolean atCommit() {
		return this.place == Place.COMMIT;
	}

	/** Whether the login lacks a privilege. */
	boolean isDenied() {
		return "42501".equals(this.failure.getSQLState());
	}

	/** One line for log records. */
	String summary() {
		return "%s (SQLSTATE %s)".formatted(firstLine(), this.failure.getSQLState());
	}

	private String firstLine() {
		return shown(this.failure.getMessage()).lines().findFirst().orElse("");
	}

	/** PostgreSQL quotes the value that it complains about; what is raised need not. */
	private String shown(@Nullable String message) {
		String redacted = Redaction.redact(message);
		for (String secret : this.secrets) {
			String value = secret.replace("''", "'");
			// one letter stands in every message
			redacted = (value.length() < SHORT) ? redacted.replace('"' + value + '"', "\"***\"")
					: redacted.replace(value, "***");
		}
		if (this.withheld && isRaised()) {
			return "***";
		}
		return this.withheld ? QUOTED.matcher(redacted).replaceAll("\"***\"") : redacted;
	}

	private boolean isRaised() {
		ServerErrorMessage message = serverErrorMessage();
		String state = String.valueOf(this.failure.getSQLState());
		return RAISED.contains(state.substring(0, Math.min(2, state.length())))
				|| (message != null && RAISE.equals(message.getRoutine()));
	}

	/**
	 * Explains the failure.
	 * @param state what state the database is in now
	 * @param blockers who held a lock that the statement waited for, {@code null} where
	 * nobody was seen
	 */
	MigrationException toException(String state, @Nullable Blockers blockers) {
		StringBuilder text = new StringBuilder();
		text.append("Revision ")
			.append(this.step.revision().describe())
			.append(" failed in ")
			.append(this.step.direction());
		text.append(", ").append(this.heading).append("\n  ").append(this.step.revision().path());
		if (this.statement != null) {
			StatementExcerpt excerpt = excerpt(this.statement);
			text.append(':').append(excerpt.line()).append("\n\n");
			if (this.withheld) {
				text.append("  ").append(NOT_SHOWN).append('\n');
			}
			else {
				excerpt.appendTo(text);
			}
		}
		else {
			text.append('\n');
		}
		text.append('\n');
		serverMessage(text);
		if (blockers != null && isRetryable()) {
			text.append("  ").append(blockers.describe().replace("\n", "\n  ")).append('\n');
		}
		text.append("\n  ").append(state);
		return new MigrationException(code(), text.toString().replace("\r", ""),
				(blockers != null && isRetryable()) ? hint(blockers) : hint(),
				// not the failure itself: its text, which a stack trace would show, can
				// hold a secret
				new SQLException("SQLSTATE " + this.failure.getSQLState(), this.failure.getSQLState()));
	}

	private ErrorCode code() {
		if (isRetryable()) {
			return ErrorCode.LOCK_TIMEOUT;
		}
		return connectionLost() ? ErrorCode.CONNECTION_FAILED : ErrorCode.STATEMENT_FAILED;
	}

	private static String hint(Blockers blockers) {
		return "Start again when these sessions have ended, end them with: %s, or with --kill-blockers, or raise app.migrations.lock-retries."
			.formatted(blockers.remedy());
	}

	private String hint() {
		String sqlState = (this.failure.getSQLState() != null) ? this.failure.getSQLState() : "";
		if (this.partly) {
			return decide(this.step.revision());
		}
		if (this.place == Place.BOOKKEEPING && Set.of("42P01", "3F000").contains(sqlState)) {
			return "The revision drops or renames one of the tool's own tables or their schema: remove that from the revision.";
		}
		ServerErrorMessage message = serverErrorMessage();
		if (sqlState.equals("P0001") && message != null && message.getHint() != null && !this.withheld) {
			return "The code that raised this error says what to do: see 'Hint'.";
		}
		return switch (sqlState) {
			case "55P03" ->
				"Another session holds a lock on the table; find it with: select pid, application_name, state, "
						+ "xact_start, query from pg_stat_activity where xact_start is not null order by xact_start. "
						+ "Start again when it has ended, or raise app.migrations.lock-timeout or lock-retries.";
			case "40P01", "40001" -> "Other sessions were in conflict with this one. Start again when they have ended.";
			default -> connectionLost() ? "Start again: what was not committed was rolled back."
					: (this.place == Place.BOOKKEEPING && !sqlState.equals("25P02")) ? bookkeepingHint(sqlState)
							: StatementHints.of(sqlState, firstLine(), this.step, this.sql);
		};
	}

	private static String bookkeepingHint(String sqlState) {
		return switch (sqlState) {
			case "25006" ->
				"The revision, or the role or the database, makes the transaction read-only: remove 'set transaction read only' "
						+ "or 'transaction_read_only' from the revision, or check default_transaction_read_only.";
			case "57014" ->
				"A statement_timeout ended it, perhaps one that the revision sets: remove that from the revision, or raise it.";
			case "22P05" ->
				"The log stores the revision's text with its comments, and the encoding of the database does not have one of its "
						+ "characters: replace it.";
			case "53100", "53200", "53000" -> "The server has run out of a resource. Start again when it is available.";
			default ->
				"Check the version table and its log: was a column, a trigger, a constraint or a privilege changed? "
						+ "A statement of the revision may have done it.";
		};
	}

	/** Where PostgreSQL points, unless placeholders have moved it. */
	private StatementExcerpt excerpt(SqlStatement shown) {
		ServerErrorMessage message = serverErrorMessage();
		boolean asWritten = shown.text().equals(this.sql);
		return new StatementExcerpt(shown,
				(message != null && asWritten) ? Math.min(message.getPosition(), this.sql.length()) : 0);
	}

	private void serverMessage(StringBuilder text) {
		ServerErrorMessage message = serverErrorMessage();
		if (message == null) {
			text.append("  ")
				.append(firstLine())
				.append(" (SQLSTATE ")
				.append(this.failure.getSQLState())
				.append(")\n");
			return;
		}
		text.append("  %s: %s (SQLSTATE %s)\n".formatted(message.getSeverity(), shown(message.getMessage()),
				message.getSQLState()));
		if (this.withheld) {
			return;
		}
		append(text, "Detail", withoutRow(message.getDetail()));
		append(text, "Hint", message.getHint());
		append(text, "Query", message.getInternalQuery());
		append(text, "Where", (this.copiesSecrets && message.getWhere() != null)
				? QUOTED.matcher(message.getWhere()).replaceAll("\"***\"") : message.getWhere());
	}

	/** {@code Key (a)=(1) already exists}, {@code Failing row contains (1, x)}. */
	private @Nullable String withoutRow(@Nullable String detail) {
		if (detail == null || (this.secrets.isEmpty() && !this.copiesSecrets)) {
			return detail;
		}
		int from = Math.max(detail.indexOf('('), detail.indexOf(")=(") + 2);
		int to = detail.lastIndexOf(')');
		return (from < 0 || to < from) ? detail : detail.substring(0, from + 1) + "***" + detail.substring(to);
	}

	/** The data is no part of the statement: one row of anything shows what is masked. */
	private static boolean copiesSecrets(@Nullable SqlStatement statement, String sql) {
		String copy = sql + ";\n" + "x\t".repeat(MOST_COLUMNS) + "\n\\.\n";
		return statement != null && statement.copyData() != null && !Redaction.redactSql(copy).equals(copy);
	}

	private void append(StringBuilder text, String label, @Nullable String value) {
		if (value != null) {
			text.append("  %s: %s\n".formatted(label, shown(value).replace("\n", "\n    ")));
		}
	}

	private @Nullable ServerErrorMessage serverErrorMessage() {
		return (this.failure instanceof PSQLException exception) ? exception.getServerErrorMessage() : null;
	}

	/**
	 * A statement that was sent.
	 *
	 * @param statement as it is written in the file
	 * @param sql the text that was sent, which differs where placeholders were replaced
	 * @param number its number in its section, counted from 1
	 * @param total how many statements the section has
	 */
	record Sent(SqlStatement statement, String sql, int number, int total) {
	}

	private static final class Builder {

		private final Step step;

		private final Place place;

		private final SQLException failure;

		private String heading = "";

		private @Nullable SqlStatement statement;

		private String sql = "";

		private boolean partly;

		private boolean withheld;

		Builder(Step step, Place place, SQLException failure) {
			this.step = step;
			this.place = place;
			this.failure = failure;
		}

		Builder(StatementFailure same) {
			this(same.step, same.place, same.failure);
			this.heading = same.heading;
			this.statement = same.statement;
			this.sql = same.sql;
			this.partly = same.partly;
			this.withheld = same.withheld;
		}

		/** Where it failed, for people. */
		Builder heading(String text) {
			this.heading = text;
			return this;
		}

		Builder sent(Sent sent) {
			this.statement = sent.statement();
			this.sql = sent.sql();
			return this;
		}

		/** Whether the revision lets its text be shown. */
		Builder shown(boolean logged) {
			this.withheld = !logged;
			return this;
		}

	}

}

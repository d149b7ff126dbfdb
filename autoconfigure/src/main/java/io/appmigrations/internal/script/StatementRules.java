package io.appmigrations.internal.script;

import java.util.Collections;
import java.util.List;

import io.appmigrations.internal.sql.SqlTokens;
import org.jspecify.annotations.Nullable;

/**
 * What a statement of a revision must not be, whether it is written so or becomes so by
 * the value of a placeholder.
 */
public final class StatementRules {

	private static final int SHOWN = 60;

	private StatementRules() {
	}

	/**
	 * Refuses what no revision can run.
	 * @param path the file, for the message
	 * @param statement the statement
	 * @throws ScriptException where it cannot
	 */
	public static void require(String path, SqlStatement statement) {
		if (statement.startsWith("discard", "all")) {
			throw ScriptException.showing(path, statement.line(), "'%s' would release the migration lock",
					"Remove it: the settings of a revision do not affect the next revision.",
					abbreviate(statement.text()));
		}
		int stdout = statement.words().indexOf("stdout");
		if (statement.startsWith("copy") && stdout > 0 && statement.words().get(stdout - 1).equals("to")) {
			throw ScriptException.showing(path, statement.line(),
					"'%s' sends rows to the client, which does not read them", "Remove it.",
					abbreviate(statement.text()));
		}
	}

	/**
	 * Refuses what ends the transaction in which a revision runs, or would have to begin
	 * it.
	 * @param path the file, for the message
	 * @param statement the statement
	 * @throws ScriptException where it does
	 */
	public static void requireInTransaction(String path, SqlStatement statement) {
		if (statement.beginsTransaction() || statement.endsTransaction()) {
			throw transactionControl(path, statement.line(), "'%s'", abbreviate(statement.text()));
		}
		if (statement.startsWith("set", "transaction")) {
			throw ScriptException.showing(path, statement.line(),
					"'%s' comes too late: the transaction of the revision has already begun",
					"Remove it; every statement of a revision sees what was committed before the statement.",
					abbreviate(statement.text()));
		}
		DoBlock.Command command = DoBlock.transactionControl(path, statement);
		if (command != null) {
			throw transactionControl(path, command.line(), "'%s' in a DO block", command.name());
		}
	}

	/**
	 * Whether a block of code ends its transaction, so that it must begin outside of one.
	 * @param path the file, for errors
	 * @param statement any statement
	 * @return {@code true} for a {@code DO} with a {@code COMMIT} or a {@code ROLLBACK}
	 */
	public static boolean controlsTransactionInBlock(String path, SqlStatement statement) {
		return DoBlock.transactionControl(path, statement) != null;
	}

	private static ScriptException transactionControl(String path, int line, String what, String shown) {
		return ScriptException.showing(path, line, what + " controls the transaction in which the revision runs",
				"Remove it (a revision already is one transaction), split the revision, or write '-- migrate:... transaction:off'.",
				shown);
	}

	/**
	 * Refuses what does not fit the transactions of a section that runs outside of one.
	 * PostgreSQL only warns of most of it, and the log would say that statements are done
	 * that were rolled back.
	 * @param begin what begins the transaction in which the statement is, or {@code null}
	 * where it is in none
	 */
	static void requireInOrder(String path, SqlStatement statement, @Nullable SqlStatement begin) {
		String shown = abbreviate(statement.text());
		if (begin == null) {
			if (statement.endsTransaction()) {
				throw ScriptException.showing(path, statement.line(),
						"'%s' ends a transaction that the section has not begun",
						"Write 'begin;' before the first statement of the transaction, or remove it: outside of 'begin;' and "
								+ "'commit;', each statement is committed by itself.",
						shown);
			}
			if (needsTransaction(statement)) {
				throw ScriptException.showing(path, statement.line(),
						"'%s' has no effect outside of a transaction, and the section has not begun one",
						"Write it between 'begin;' and 'commit;', with the statements that it is meant for"
								+ (setsForTransaction(statement)
										? ", or set it for the session before them and reset it." : "."),
						shown);
			}
			return;
		}
		if (statement.beginsTransaction()) {
			throw ScriptException.showing(path, statement.line(),
					"'%s' is inside the transaction that line " + begin.line() + " begins",
					"Write 'commit;' before it, or remove it.", shown);
		}
		if (statement.endsTransaction() && !isPlainCommit(statement)) {
			throw ScriptException.showing(path, statement.line(),
					"'%s' is not a plain end of the transaction that line " + begin.line() + " begins",
					"Write 'commit;'. What is to be rolled back does not belong in a revision.", shown);
		}
		DoBlock.Command command = DoBlock.transactionControl(path, statement);
		if (command != null) {
			throw ScriptException.showing(path, command.line(),
					"'%s' in a DO block is inside the transaction that line " + begin.line() + " begins",
					"Write 'commit;' before the DO block, or remove it.", command.name());
		}
	}

	/**
	 * PostgreSQL has a transaction for a single statement, too, but none for the next.
	 */
	private static boolean needsTransaction(SqlStatement statement) {
		return statement.startsWith("savepoint") || statement.startsWith("release")
				|| (statement.startsWith("rollback") && !statement.startsWith("rollback", "prepared"))
				|| statement.startsWith("lock") || isCursorOfTransaction(statement) || isEmptiedByCommit(statement)
				|| isIgnoredOutside(statement);
	}

	/**
	 * Whether PostgreSQL runs a statement outside of a block, at most with a warning,
	 * although it changes nothing there.
	 * @param statement the statement
	 * @return {@code true} for {@code SET LOCAL}, {@code SET CONSTRAINTS} and
	 * {@code SET TRANSACTION}
	 */
	public static boolean isIgnoredOutside(SqlStatement statement) {
		return statement.startsWith("set", "transaction") || statement.startsWith("set", "constraints")
				|| setsForTransaction(statement);
	}

	private static boolean setsForTransaction(SqlStatement statement) {
		SettingCall call = SettingCall.of(statement.text());
		return statement.startsWith("set", "local") || (call != null && call.local());
	}

	private static boolean isCursorOfTransaction(SqlStatement statement) {
		SqlTokens tokens = SqlTokens.of(statement.text());
		boolean holds = false;
		if (tokens.accept("declare")) {
			// the name can be any word
			for (tokens.next(); !tokens.isAtEnd() && !tokens.isNext("for"); tokens.next()) {
				holds = holds || tokens.isNext("with", "hold");
			}
			return !holds;
		}
		return false;
	}

	/** A temporary table that is gone, or has no rows, when the next statement runs. */
	private static boolean isEmptiedByCommit(SqlStatement statement) {
		List<String> words = statement.words();
		int place = Collections.indexOfSubList(words, List.of("on", "commit"));
		return statement.startsWith("create") && place > 0 && place + 2 < words.size()
				&& !words.get(place + 2).equals("preserve");
	}

	/**
	 * Refuses a value of a placeholder that changes where transactions begin and end.
	 * @param path the file, for the message
	 * @param written the statement as it stands in the file
	 * @param replaced the statement with its placeholders replaced
	 * @throws ScriptException where only one of them begins or ends a transaction
	 */
	public static void requireSameControl(String path, SqlStatement written, SqlStatement replaced) {
		if (written.beginsTransaction() != replaced.beginsTransaction()
				|| written.endsTransaction() != replaced.endsTransaction()) {
			throw ScriptException.showing(path, written.line(), "the value of '%s' begins or ends a transaction",
					"Write BEGIN and COMMIT as they are: what is committed together must not depend on a placeholder.",
					abbreviate(written.text()));
		}
	}

	/** A transaction that would end with the section, or whatever comes next. */
	static ScriptException notCommitted(String path, SqlStatement begin) {
		return ScriptException.showing(path, begin.line(), "'%s' begins a transaction that the section does not commit",
				"Write 'commit;' after the last statement of the transaction.", abbreviate(begin.text()));
	}

	/**
	 * With an isolation level, for example, leaving it out would change what it means.
	 */
	static boolean isPlainBegin(SqlStatement statement) {
		return List.of("begin", "begin transaction", "begin work", "start transaction")
			.contains(String.join(" ", statement.words()));
	}

	static boolean isPlainCommit(SqlStatement statement) {
		return (statement.startsWith("commit") || statement.startsWith("end")) && statement.endsTransaction()
				&& (!statement.words().contains("chain") || statement.words().contains("no"));
	}

	static String abbreviate(String text) {
		String first = text.lines().findFirst().orElse("");
		return (first.length() <= SHOWN) ? first : first.substring(0, SHOWN - 3) + "...";
	}

}

package io.appmigrations.internal.script;

import java.util.List;

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
				&& !statement.words().contains("chain");
	}

	static String abbreviate(String text) {
		String first = text.lines().findFirst().orElse("");
		return (first.length() <= SHOWN) ? first : first.substring(0, SHOWN - 3) + "...";
	}

}

package io.appmigrations.internal.script;

import java.util.List;
import java.util.Set;

import io.appmigrations.internal.sql.SqlTokens;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a revision file.
 *
 * @param text the statement from its first token on, without the closing semicolon
 * @param line the line of the first token in the file, counted from 1
 * @param words the leading key words and unquoted names outside of parentheses, in lower
 * case: enough to tell what kind of statement it is
 * @param copyData the lines that follow a {@code COPY ... FROM stdin}, up to the line
 * with {@code \.}, or {@code null} for any other statement
 * @param digest hexadecimal SHA-256 of the tokens: the same for the same statement with
 * other comments, white space and line ends; empty where the data is still to be read
 */
public record SqlStatement(String text, int line, List<String> words, @Nullable CopyData copyData, String digest) {

	private static final Set<String> ROWS = Set.of("values", "table", "with", "fetch", "execute");

	/** The words of a {@code select} that answers with a row. */
	private static final Set<String> ONE_ROW = Set.of("select", "pg_catalog", "setval", "set_config", "nextval",
			"pg_notify", "lo_create", "lo_unlink");

	/** How many words are kept. */
	static final int MAX_WORDS = 64;

	/**
	 * Copies the words.
	 */
	public SqlStatement {
		words = List.copyOf(words);
	}

	/**
	 * Whether the statement begins with some words.
	 * @param first the words in lower case
	 * @return {@code true} where it does
	 */
	public boolean startsWith(String... first) {
		return this.words.size() >= first.length && this.words.subList(0, first.length).equals(List.of(first));
	}

	/**
	 * Whether the statement ends a transaction, whatever it is called.
	 * @return {@code true} for {@code COMMIT}, {@code END}, {@code ROLLBACK},
	 * {@code ABORT} and {@code PREPARE TRANSACTION}, but not for
	 * {@code ROLLBACK TO SAVEPOINT} and {@code COMMIT PREPARED}
	 */
	public boolean endsTransaction() {
		if (startsWith("commit", "prepared") || startsWith("rollback", "prepared") || rollsBackToSavepoint()) {
			return false;
		}
		return startsWith("commit") || startsWith("end") || startsWith("rollback") || startsWith("abort")
				|| startsWith("prepare", "transaction");
	}

	private boolean rollsBackToSavepoint() {
		return startsWith("rollback") && this.words.contains("to");
	}

	/**
	 * Whether the statement changes settings of the session for what follows.
	 * @return {@code true} for {@code SET}, {@code RESET} and a call of
	 * {@code set_config}
	 */
	public boolean changesSettings() {
		return startsWith("set") || startsWith("reset") || (startsWith("select") && callsSetConfig());
	}

	/**
	 * Whether another statement than those changes settings on its way, by a call of
	 * {@code set_config}, or in a block of code.
	 * @param localToo whether what ends with the transaction counts
	 * @return {@code false} where the text does not show it, as with a function that does
	 */
	public boolean changesSettingsWithin(boolean localToo) {
		if (startsWith("do")) {
			return DoBlock.changesSettings(this, localToo);
		}
		// what is created does not run
		boolean runs = !startsWith("create") || this.words.contains("table");
		return runs && callsSetConfig(localToo);
	}

	private boolean callsSetConfig() {
		return callsSetConfig(true);
	}

	private boolean callsSetConfig(boolean localToo) {
		SqlTokens tokens = SqlTokens.of(this.text);
		while (!tokens.isAtEnd()) {
			if (SettingCall.isNext(tokens, localToo)) {
				return true;
			}
			tokens.next();
		}
		return false;
	}

	/**
	 * Whether the statement can answer with more rows than are worth having in memory.
	 * @return {@code false} for what answers with a few rows at most, such as a plain
	 * {@code select setval(...)}
	 */
	public boolean mayReturnManyRows() {
		if (this.words.isEmpty()) {
			// in parentheses
			return this.text.startsWith("(");
		}
		if (startsWith("select")) {
			return !ONE_ROW.containsAll(this.words);
		}
		return ROWS.contains(this.words.get(0)) || this.words.contains("returning");
	}

	/**
	 * Whether the statement begins a transaction.
	 * @return {@code true} for {@code BEGIN} and {@code START TRANSACTION}
	 */
	public boolean beginsTransaction() {
		return startsWith("begin") || startsWith("start", "transaction");
	}

}

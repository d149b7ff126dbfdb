package io.appmigrations.internal.script;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * What an anonymous block of PL/pgSQL does to its transaction. Inside of a transaction
 * PostgreSQL refuses it only when it gets there (manual, 41.8).
 */
final class DoBlock {

	private static final Pattern DOLLAR = Pattern.compile("(?s)(\\$\\w*\\$)(.*)\\1");

	/** At the end of a statement, by itself or behind what can stand before one. */
	private static final Pattern CONTROL = Pattern
		.compile("(?i)(?:^|\\b(?:begin|then|else|loop)\\s+)(commit|rollback)(?:\\s+and\\s+(?:no\\s+)?chain)?\\s*$");

	private DoBlock() {
	}

	/**
	 * Finds a statement that ends the transaction.
	 * @param path the file, for errors
	 * @param statement any statement
	 * @return the line of the file, and the command, or {@code null} where there is none
	 */
	static @Nullable Command transactionControl(String path, SqlStatement statement) {
		Matcher body = DOLLAR.matcher(statement.text());
		if (!statement.startsWith("do") || !isPlpgsql(statement) || !body.find()) {
			return null;
		}
		int line = statement.line() + (int) statement.text().substring(0, body.start(2)).lines().count() - 1;
		SqlScanner scanner = new SqlScanner(path, body.group(2), line);
		for (SqlStatement inner = scanner.next(); inner != null; inner = scanner.next()) {
			Command command = control(inner);
			if (command != null) {
				return command;
			}
		}
		return null;
	}

	private static boolean isPlpgsql(SqlStatement statement) {
		int language = statement.words().indexOf("language");
		return language < 0 || language + 1 >= statement.words().size()
				|| statement.words().get(language + 1).equals("plpgsql");
	}

	private static @Nullable Command control(SqlStatement statement) {
		Matcher matcher = CONTROL.matcher(statement.text());
		if (!matcher.find()) {
			return null;
		}
		int before = (int) statement.text().substring(0, matcher.start(1)).chars().filter((c) -> c == '\n').count();
		return new Command(matcher.group(1), statement.line() + before);
	}

	/**
	 * A statement that ends a transaction.
	 *
	 * @param name its first word
	 * @param line its line in the file, counted from 1
	 */
	record Command(String name, int line) {
	}

}

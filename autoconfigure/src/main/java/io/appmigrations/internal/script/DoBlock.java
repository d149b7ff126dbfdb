package io.appmigrations.internal.script;

import java.util.Objects;
import java.util.Set;

import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.TokenType;
import org.jspecify.annotations.Nullable;

/**
 * What an anonymous block of PL/pgSQL does to its transaction. Inside of a transaction
 * PostgreSQL refuses it only when it gets there (manual, 41.8).
 */
final class DoBlock {

	private static final Set<String> BEFORE_STATEMENTS = Set.of("begin", "then", "else", "loop");

	private DoBlock() {
	}

	/**
	 * Finds a statement that ends the transaction.
	 * @param path the file, for errors
	 * @param statement any statement
	 * @return the line of the file, and the command, or {@code null} where there is none
	 */
	static @Nullable Command transactionControl(String path, SqlStatement statement) {
		if (!statement.startsWith("do") || !isPlpgsql(statement)) {
			return null;
		}
		SqlToken body = body(statement);
		return (body != null) ? transactionControl(path, statement, body) : null;
	}

	private static @Nullable SqlToken body(SqlStatement statement) {
		SqlTokens tokens = SqlTokens.of(statement.text());
		SqlToken body = tokens.next();
		while (body != null && body.type() != TokenType.DOLLAR_STRING) {
			body = tokens.next();
		}
		return body;
	}

	private static String code(SqlToken body) {
		String code = body.text();
		int tag = code.indexOf('$', 1) + 1;
		return code.substring(tag, body.terminated() ? code.length() - tag : code.length());
	}

	/**
	 * Whether a block changes settings, by a statement, a text that it executes, or a
	 * call of {@code set_config}.
	 * @param statement any statement
	 * @param localToo whether what ends with the transaction counts
	 */
	static boolean changesSettings(SqlStatement statement, boolean localToo) {
		SqlToken body = body(statement);
		return body != null && isPlpgsql(statement) && changesSettings(code(body), localToo);
	}

	private static boolean changesSettings(String code, boolean localToo) {
		SqlTokens tokens = SqlTokens.of(code);
		boolean begins = true;
		boolean executes = false;
		while (!tokens.isAtEnd()) {
			if ((begins && sets(tokens, localToo)) || SettingCall.isNext(tokens, localToo)) {
				return true;
			}
			SqlToken token = Objects.requireNonNull(tokens.next());
			if (executes && token.type().isString() && sets(content(token), localToo)) {
				return true;
			}
			begins = token.is(";") || BEFORE_STATEMENTS.stream().anyMatch(token::is);
			executes = !begins && (executes || token.is("execute"));
		}
		return false;
	}

	private static SqlTokens content(SqlToken string) {
		return SqlTokens.of((string.type() == TokenType.DOLLAR_STRING) ? code(string)
				: string.text().substring(string.text().indexOf('\'') + 1));
	}

	private static boolean sets(SqlTokens tokens, boolean localToo) {
		return tokens.isNext("reset") || (tokens.isNext("set") && (localToo || !tokens.isNext("set", "local"))
				&& !tokens.isNext("set", "constraints"));
	}

	private static @Nullable Command transactionControl(String path, SqlStatement statement, SqlToken body) {
		int line = statement.line() + lineBreaks(statement.text(), body.start());
		SqlScanner scanner = new SqlScanner(path, code(body), line);
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

	/** At the end of a statement, by itself or behind what can stand before one. */
	private static @Nullable Command control(SqlStatement statement) {
		SqlTokens tokens = SqlTokens.of(statement.text());
		boolean begins = true;
		while (!tokens.isAtEnd()) {
			SqlToken token = tokens.next();
			if (begins && token != null && (token.is("commit") || token.is("rollback"))) {
				SqlTokens rest = tokens.copy();
				if (rest.accept("and")) {
					rest.accept("no");
					rest.accept("chain");
				}
				if (rest.isAtEnd()) {
					return new Command(token.text(), statement.line() + lineBreaks(statement.text(), token.start()));
				}
			}
			begins = token != null && BEFORE_STATEMENTS.stream().anyMatch(token::is);
		}
		return null;
	}

	private static int lineBreaks(String text, int end) {
		return (int) text.substring(0, end).chars().filter((c) -> c == '\n').count();
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

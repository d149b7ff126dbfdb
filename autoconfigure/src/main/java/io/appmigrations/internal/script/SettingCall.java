package io.appmigrations.internal.script;

import java.util.Locale;

import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import org.jspecify.annotations.Nullable;

/**
 * A statement that does nothing but call {@code set_config}.
 *
 * @param name the setting
 * @param local whether it ends with the transaction
 */
public record SettingCall(String name, boolean local) {

	static final String FUNCTION = "set_config";

	/**
	 * Reads a statement.
	 * @param sql its text
	 * @return the call, or {@code null} where the statement does more, or does not say
	 * what it sets
	 */
	public static @Nullable SettingCall of(String sql) {
		SqlTokens tokens = SqlTokens.of(sql);
		if (!tokens.accept("select")) {
			return null;
		}
		tokens.accept("pg_catalog", ".");
		if (!tokens.accept(FUNCTION, "(")) {
			return null;
		}
		SqlToken name = tokens.next();
		if (name == null || !name.text().matches("(?i)'[a-z0-9_.]+'") || !tokens.accept(",")) {
			return null;
		}
		tokens.toNextPart();
		boolean local = tokens.isNext("true");
		if ((!tokens.accept("true") && !tokens.accept("false")) || !tokens.accept(")") || !tokens.isAtEnd()) {
			return null;
		}
		return new SettingCall(name.text().substring(1, name.text().length() - 1).toLowerCase(Locale.ROOT), local);
	}

	/**
	 * Whether the next tokens call the function.
	 * @param tokens tokens, which go nowhere
	 * @param localToo whether a call counts that is for the transaction alone
	 */
	static boolean isNext(SqlTokens tokens, boolean localToo) {
		SqlToken function = tokens.peek(0);
		if (function == null || !function.type().isName() || !function.name().equals(FUNCTION)) {
			return false;
		}
		SqlTokens rest = tokens.copy();
		rest.next();
		String arguments = rest.parenthesized();
		return arguments != null
				&& (localToo || !arguments.replaceAll("\\s", "").toLowerCase(Locale.ROOT).endsWith(",true)"));
	}

}

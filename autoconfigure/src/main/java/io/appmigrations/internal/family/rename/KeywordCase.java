package io.appmigrations.internal.family.rename;

import io.appmigrations.internal.sql.CharacterSource;
import io.appmigrations.internal.sql.SqlLexer;
import io.appmigrations.internal.sql.SqlToken;

/**
 * Key words in lower case, as people write them. PostgreSQL prints some in upper case,
 * and quotes every name that has a capital letter.
 */
public final class KeywordCase {

	private KeywordCase() {
	}

	/**
	 * Writes a statement in lower case, but for strings, quoted names, bodies and
	 * comments.
	 * @param sql the statement
	 */
	public static String lower(String sql) {
		StringBuilder lower = new StringBuilder(sql.length());
		SqlLexer lexer = new SqlLexer(CharacterSource.of(sql, 0, sql.length()), 0);
		while (lexer.next()) {
			String token = sql.substring((int) lexer.start(), (int) lexer.end());
			lower.append(switch (lexer.type()) {
				case LINE_COMMENT, BLOCK_COMMENT, DOLLAR_STRING, STRING, QUOTED_NAME -> token;
				case ESCAPE_STRING, NATIONAL_STRING, BIT_STRING, UNICODE_STRING, UNICODE_NAME ->
					SqlToken.lower(token.substring(0, 1)) + token.substring(1);
				default -> SqlToken.lower(token);
			});
		}
		return lower.toString();
	}

}

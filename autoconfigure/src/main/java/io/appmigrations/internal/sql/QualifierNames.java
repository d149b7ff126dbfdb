package io.appmigrations.internal.sql;

import java.util.Set;
import java.util.TreeSet;

/**
 * The names that stand before a dot, be it in a string: bodies of routines and arguments
 * of {@code nextval} have them. Some are schemas, others tables and aliases.
 */
public final class QualifierNames {

	private final String sql;

	private final Set<String> found = new TreeSet<>();

	private QualifierNames(String sql) {
		this.sql = sql;
	}

	/**
	 * Finds them.
	 * @param sql a statement
	 * @return the names as the catalog has them
	 */
	public static Set<String> in(String sql) {
		QualifierNames names = new QualifierNames(sql);
		names.read(CharacterSource.of(sql, 0, sql.length()), 0, false);
		return names.found;
	}

	private void read(CharacterSource source, int from, boolean inString) {
		SqlLexer lexer = new SqlLexer(source, from);
		SqlToken last = null;
		while (lexer.next()) {
			if (lexer.type().isBlank()) {
				continue;
			}
			SqlToken token = new SqlToken(lexer.type(), this.sql, (int) lexer.start(), (int) lexer.end(),
					lexer.isTerminated());
			if (token.is(".") && last != null && last.type().isName()) {
				this.found.add(last.name());
			}
			if (token.type().isString() && !inString) {
				read(withoutQuotes(token), token.start(), true);
			}
			last = token;
		}
	}

	/** What is quoted within is read at once, so that nothing is read many times. */
	private CharacterSource withoutQuotes(SqlToken string) {
		CharacterSource content = CharacterSource.of(this.sql, string.start(), string.end());
		return new CharacterSource() {

			@Override
			public boolean has(long position) {
				return content.has(position);
			}

			@Override
			public char at(long position) {
				char c = content.at(position);
				return (c == '\'' || c == '$') ? ' ' : c;
			}

		};
	}

}

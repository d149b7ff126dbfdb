package io.appmigrations.internal.lint.examine;

import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import org.jspecify.annotations.Nullable;

/**
 * Which rows an {@code UPDATE} or {@code DELETE} changes, as it is written.
 */
public final class ChangedRows {

	private ChangedRows() {
	}

	/**
	 * Returns the table whose rows a statement updates or deletes.
	 * @param statement any statement
	 * @return the table, or {@code null} for other statements
	 */
	public static @Nullable QualifiedName table(SqlStatement statement) {
		SqlTokens tokens = SqlTokens.of(statement.text());
		if (!tokens.accept("update") && !tokens.accept("delete", "from")) {
			return null;
		}
		tokens.accept("only");
		return tokens.qualifiedName();
	}

	/**
	 * Whether {@code where} stands in no parentheses.
	 * @param statement one that updates or deletes
	 * @return {@code false} where all rows are changed
	 */
	public static boolean hasCondition(SqlStatement statement) {
		SqlTokens tokens = SqlTokens.of(statement.text());
		while (!tokens.isAtEnd()) {
			if (tokens.isNext("where")) {
				return true;
			}
			if (tokens.parenthesized() == null) {
				SqlToken passed = tokens.next();
				if (passed == null) {
					return false;
				}
			}
		}
		return false;
	}

}

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
		return condition(statement) != null;
	}

	/**
	 * Whether the condition names a column.
	 * @param statement one that updates or deletes
	 * @param column the name of the column
	 * @return {@code false} where there is no condition or it is about other columns
	 */
	public static boolean conditionNames(SqlStatement statement, String column) {
		SqlTokens condition = condition(statement);
		while (condition != null && !condition.isAtEnd()) {
			SqlToken token = condition.next();
			if (token != null && token.type().isName() && token.name().equals(column)) {
				return true;
			}
		}
		return false;
	}

	/**
	 * Returns the column that an update gives a value wherever it has none.
	 * @param statement one that updates or deletes
	 * @return the column, or {@code null} where there is no condition or another one
	 */
	public static @Nullable String backfilled(SqlStatement statement) {
		SqlTokens condition = condition(statement);
		if (condition == null) {
			return null;
		}
		QualifiedName column = condition.qualifiedName();
		boolean only = condition.accept("is", "null") && (condition.isAtEnd() || condition.isNext("returning"));
		return (column != null && only && isAssigned(statement, column.name())) ? column.name() : null;
	}

	private static boolean isAssigned(SqlStatement statement, String column) {
		SqlTokens tokens = SqlTokens.of(statement.text());
		while (!tokens.isAtEnd() && !tokens.isNext("set")) {
			tokens.next();
		}
		tokens.next();
		while (!tokens.isAtEnd()) {
			SqlTokens assignment = tokens.copy();
			tokens.toNextPart();
			if (column.equals(assignment.name()) && assignment.isNext("=")) {
				return true;
			}
		}
		return false;
	}

	/** What stands behind {@code where}. */
	private static @Nullable SqlTokens condition(SqlStatement statement) {
		SqlTokens tokens = SqlTokens.of(statement.text());
		while (!tokens.isAtEnd()) {
			if (tokens.accept("where")) {
				return tokens;
			}
			if (tokens.parenthesized() == null) {
				SqlToken passed = tokens.next();
				if (passed == null) {
					return null;
				}
			}
		}
		return null;
	}

}

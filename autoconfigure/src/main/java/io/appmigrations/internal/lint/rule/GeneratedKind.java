package io.appmigrations.internal.lint.rule;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.SqlTokens;

/**
 * A generated column whose kind depends on the version of PostgreSQL.
 */
final class GeneratedKind implements LintRule {

	@Override
	public String name() {
		return "generated-column-kind";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		examined.statements()
			.filter(GeneratedKind::isFound)
			.forEach((statement) -> findings.warning(statement,
					"Without STORED or VIRTUAL, PostgreSQL 18 computes the column whenever it is read, and PostgreSQL 17 and older refuse the statement.",
					"generated always as (...) stored"));
	}

	static boolean isFound(SqlStatement statement) {
		if (!statement.startsWith("create", "table") && !statement.startsWith("alter", "table")) {
			return false;
		}
		SqlTokens tokens = SqlTokens.of(statement.text());
		while (!tokens.isAtEnd()) {
			if (tokens.accept("generated", "always", "as")) {
				if (tokens.parenthesized() != null && !tokens.isNext("stored") && !tokens.isNext("virtual")) {
					return true;
				}
			}
			else {
				tokens.next();
			}
		}
		return false;
	}

}

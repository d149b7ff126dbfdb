package io.appmigrations.internal.lint.rule;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;

/**
 * A function with the rights of its owner looks up names in the schemas of its caller.
 */
final class DefinerPath implements LintRule {

	@Override
	public String name() {
		return "definer-search-path";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			StatementShape shape = StatementShape.of(facts.statement().text());
			if (shape.verb().equals("create") && (shape.kind().equals("function") || shape.kind().equals("procedure"))
					&& contains(shape.rest(), "security", "definer") && !contains(shape.rest(), "set", "search_path")
					&& !contains(shape.rest(), "begin", "atomic")) {
				findings.warning(facts.statement(),
						"Whoever calls it chooses its search_path, and so which tables and functions it uses with the rights of its owner.",
						"set search_path = SCHEMA, pg_temp");
			}
		}
	}

	private static boolean contains(SqlTokens tokens, String... words) {
		while (!tokens.isAtEnd()) {
			if (tokens.isNext(words)) {
				return true;
			}
			tokens.next();
		}
		return false;
	}

}

package io.appmigrations.internal.lint.rule;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;

/**
 * A constraint or an index of a table that exists is named by PostgreSQL.
 */
final class UnnamedConstraint implements LintRule {

	@Override
	public String name() {
		return "unnamed-constraint";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			StatementShape shape = StatementShape.of(facts.statement().text());
			if (shape.is("create", "index") && shape.name() == null && shape.relation() != null
					&& !examined.isCreatedBefore(facts, "table", shape.relation())) {
				report(examined, findings, facts, "index", "NAME ", shape.nameOffset());
			}
			else if (shape.is("alter", "table") && shape.name() != null
					&& !examined.isCreatedBefore(facts, "table", shape.name()) && unnamed(shape.rest()) >= 0) {
				report(examined, findings, facts, "constraint", "constraint NAME ", unnamed(shape.rest()));
			}
		}
	}

	private static void report(Examined examined, Findings findings, StatementFacts facts, String kind, String name,
			int offset) {
		String sql = facts.statement().text();
		String named = examined.withNames(facts);
		findings.warning(facts.statement(),
				"PostgreSQL chooses the name of the %s, which can be another one in each database: a later revision cannot rely on it."
					.formatted(kind),
				(named.equals(sql) ? sql.substring(0, offset) + name + sql.substring(offset) : named) + ";");
	}

	/** Where the name is missing, or -1. */
	private static int unnamed(SqlTokens actions) {
		while (!actions.isAtEnd()) {
			if (actions.accept("add") && !isNamedAfterIndex(actions.copy()) && (actions.isNext("check")
					|| actions.isNext("unique") || actions.isNext("foreign", "key") || actions.isNext("exclude"))) {
				return actions.offset();
			}
			actions.toNextPart();
		}
		return -1;
	}

	private static boolean isNamedAfterIndex(SqlTokens constraint) {
		return constraint.accept("unique") && constraint.isNext("using", "index");
	}

}

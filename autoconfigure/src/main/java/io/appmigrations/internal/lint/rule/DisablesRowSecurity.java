package io.appmigrations.internal.lint.rule;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.lint.examine.SuggestedName;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.StatementShape;

/**
 * Row security of a table is turned off.
 */
final class DisablesRowSecurity implements LintRule {

	@Override
	public String name() {
		return "disables-row-security";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			StatementShape shape = StatementShape.of(facts.statement().text());
			QualifiedName table = shape.name();
			if (table != null && shape.is("alter", "table") && !examined.isCreatedBefore(facts, "table", table)
					&& (shape.rest().isNext("disable", "row", "level", "security")
							|| shape.rest().isNext("no", "force", "row", "level", "security"))) {
				findings.warning(facts.statement(),
						"The policies of %s no longer apply: everybody with SELECT reads all rows."
							.formatted(table.name()),
						"create policy NAME on %s to ROLE using (true);".formatted(SuggestedName.of(table)));
			}
		}
	}

}

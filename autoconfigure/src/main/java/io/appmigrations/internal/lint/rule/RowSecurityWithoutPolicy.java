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
 * Row security without a policy hides all rows.
 */
final class RowSecurityWithoutPolicy implements LintRule {

	@Override
	public String name() {
		return "row-security-without-policy";
	}

	@Override
	public Basis basis() {
		return Basis.CATALOG;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			StatementShape shape = StatementShape.of(facts.statement().text());
			QualifiedName table = shape.name();
			if (table != null && shape.is("alter", "table")
					&& shape.rest().isNext("enable", "row", "level", "security")) {
				examined.measured()
					.keys()
					.closed()
					.stream()
					.filter((name) -> name.endsWith("." + table.name()))
					.findFirst()
					.ifPresent((name) -> findings.warning(facts.statement(),
							"%s has no policy: everybody but its owner sees no rows, and can write none."
								.formatted(name),
							"create policy NAME on %s to ROLE using (CONDITION);".formatted(SuggestedName.of(name))));
			}
		}
	}

}

package io.appmigrations.internal.lint.rule;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.Relation;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.StatementShape;

/**
 * A table is dropped with its rows.
 */
final class DropsTable implements LintRule {

	@Override
	public String name() {
		return "drops-table";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			boolean refreshed = StatementShape.of(facts.statement().text()).is("drop", "materialized view");
			facts.dropped()
				.stream()
				.filter((relation) -> relation.kind() == Relation.Kind.TABLE && !refreshed)
				.sorted(Relation.BY_NAME)
				.forEach((table) -> findings.warning(facts.statement(),
						"The rows of %s are lost, and instances of the application that still use it fail."
							.formatted(table),
						null));
		}
	}

}

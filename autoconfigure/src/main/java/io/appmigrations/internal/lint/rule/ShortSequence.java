package io.appmigrations.internal.lint.rule;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.ColumnChange;
import io.appmigrations.internal.measure.ColumnChange.Column;
import io.appmigrations.internal.measure.StatementFacts;

/**
 * A column is {@code bigint}, and its sequence ends as an {@code integer}.
 */
final class ShortSequence implements LintRule {

	@Override
	public String name() {
		return "short-sequence";
	}

	@Override
	public Basis basis() {
		return Basis.CATALOG;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			for (ColumnChange change : facts.columns()) {
				Column column = change.after();
				String sequence = (column != null && column.type().equals("bigint"))
						? examined.measured().keys().shortSequences().get(change.table() + "." + column.name()) : null;
				if (sequence != null) {
					findings.error(facts.statement(),
							"The sequence %s ends at 2,147,483,647; after that, every INSERT fails."
								.formatted(sequence),
							"alter sequence %s as bigint;".formatted(sequence));
				}
			}
		}
	}

}

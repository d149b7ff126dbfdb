package io.appmigrations.internal.lint.rule;

import java.util.Set;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.ColumnChange;
import io.appmigrations.internal.measure.StatementFacts;

/**
 * A column is dropped with its values.
 */
final class DropsColumn implements LintRule {

	@Override
	public String name() {
		return "drops-column";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			for (ColumnChange change : facts.columns()) {
				if (change.before() != null && change.kind() == ColumnChange.Kind.DROPPED && !change.newTable()
						&& !examined.isAddedBefore(facts, change) && !examined.isReplacedBefore(facts, change)
						&& !examined.isNamedAgain(facts, change, Set.of(ColumnChange.Kind.RENAMED))
						&& DropsAndAddsColumn.added(examined, change) == null) {
					findings.warning(facts.statement(),
							"The values of %s.%s are lost, and instances of the application that still use it fail."
								.formatted(change.table(), change.before().name()),
							"First deploy a release that does not map the column; run this revision when no older release is running.");
				}
			}
		}
	}

}

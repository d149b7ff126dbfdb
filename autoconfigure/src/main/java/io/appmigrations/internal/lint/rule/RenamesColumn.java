package io.appmigrations.internal.lint.rule;

import java.util.EnumSet;
import java.util.Set;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.ColumnChange;
import io.appmigrations.internal.measure.StatementFacts;

/**
 * A column gets another name.
 */
final class RenamesColumn implements LintRule {

	/** What gives a column a name. */
	private static final Set<ColumnChange.Kind> NAMING = EnumSet.of(ColumnChange.Kind.ADDED, ColumnChange.Kind.RENAMED);

	@Override
	public String name() {
		return "renames-column";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			for (ColumnChange change : facts.columns()) {
				if (change.before() != null && change.kind() == ColumnChange.Kind.RENAMED && !change.newTable()
						&& !examined.isAddedBefore(facts, change) && !examined.isNamedAgain(facts, change, NAMING)) {
					findings.error(facts.statement(),
							"Instances of the application that are still running use the name %s.%s, and fail."
								.formatted(change.table(), change.before().name()),
							"Keep the name in the database: @Column(name = \"%s\").".formatted(change.before().name()));
				}
			}
		}
	}

}

package io.appmigrations.internal.lint.rule;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.Relation;
import io.appmigrations.internal.measure.StatementFacts;

/**
 * A view that is used is dropped.
 */
final class DropsView implements LintRule {

	@Override
	public String name() {
		return "drops-view";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT_IN_PART;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			facts.dropped()
				.stream()
				.filter((relation) -> relation.kind() == Relation.Kind.VIEW
						|| (relation.kind() == Relation.Kind.TABLE && isMeant(facts)))
				.filter((view) -> !examined.isNamedAgain(facts, view.name()))
				.sorted(Relation.BY_NAME)
				.forEach((view) -> findings.warning(facts.statement(),
						"Instances of the application that still use %s fail.".formatted(view),
						"First deploy a release that does not use it; run this revision when no older release is running."));
		}
	}

	/** Whether whatever it drops is a view, materialized or not. */
	static boolean isMeant(StatementFacts facts) {
		return facts.statement().startsWith("drop", "view")
				|| facts.statement().startsWith("drop", "materialized", "view");
	}

}

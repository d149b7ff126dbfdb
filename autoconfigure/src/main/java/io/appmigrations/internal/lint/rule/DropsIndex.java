package io.appmigrations.internal.lint.rule;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Blocking;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.lint.examine.SafeForm;
import io.appmigrations.internal.measure.Relation;
import io.appmigrations.internal.measure.StatementFacts;

/**
 * An index is dropped under a lock that everybody waits for.
 */
final class DropsIndex implements LintRule {

	@Override
	public String name() {
		return "drops-index";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			if (facts.statement().startsWith("drop", "index") && !facts.alone()) {
				facts.dropped()
					.stream()
					.filter((relation) -> relation.kind() == Relation.Kind.INDEX
							&& !Blocking.isSmall(examined, relation))
					.sorted(Relation.BY_NAME)
					.findFirst()
					.ifPresent((index) -> findings.warning(facts.statement(),
							("The statement waits for all running queries of %s, and in the meantime all other sessions "
									+ "wait for it (ACCESS EXCLUSIVE).")
								.formatted(index.withRows()),
							SafeForm.of(examined, facts)));
			}
		}
	}

}

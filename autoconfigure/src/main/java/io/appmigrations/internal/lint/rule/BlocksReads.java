package io.appmigrations.internal.lint.rule;

import java.util.List;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Blocking;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.lint.examine.SafeForm;
import io.appmigrations.internal.measure.RelationLock;
import io.appmigrations.internal.measure.StatementFacts;

/**
 * Nobody can read a table while all of a table is read or written.
 */
final class BlocksReads implements LintRule {

	@Override
	public String name() {
		return "blocks-reads";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT_IN_PART;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			List<RelationLock> locks = Blocking.ofReads(facts);
			if (Blocking.isSlow(examined, facts) && !locks.isEmpty() && !RequiredColumn.isAdded(facts)) {
				findings.error(facts.statement(), Blocking.sentence(examined, facts, "read or write", locks),
						SafeForm.of(examined, facts));
			}
		}
	}

}

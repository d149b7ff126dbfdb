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
 * Nobody can write to a table while all of a table is read or written.
 */
final class BlocksWrites implements LintRule {

	@Override
	public String name() {
		return "blocks-writes";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT_IN_PART;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			List<RelationLock> locks = Blocking.ofWrites(facts);
			if (Blocking.isSlow(examined, facts) && !locks.isEmpty() && Blocking.ofReads(facts).isEmpty()) {
				findings.error(facts.statement(), Blocking.sentence(examined, facts, "write to", locks),
						SafeForm.of(examined, facts));
			}
		}
	}

}

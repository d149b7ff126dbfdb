package io.appmigrations.internal.lint.rule;

import java.util.List;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Blocking;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.RelationLock;
import io.appmigrations.internal.measure.StatementFacts;

/**
 * A partition is detached under a lock that everybody waits for.
 */
final class DetachesPartition implements LintRule {

	@Override
	public String name() {
		return "detaches-partition";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			List<RelationLock> locks = Blocking.ofReads(facts);
			if (facts.statement().startsWith("alter", "table") && facts.statement().words().contains("detach")
					&& !facts.alone()
					&& !locks.stream().allMatch((lock) -> Blocking.isSmall(examined, lock.relation()))) {
				findings.warning(facts.statement(),
						"The statement waits for all running queries of %s, and in the meantime all other sessions wait for it (ACCESS EXCLUSIVE)."
							.formatted(Blocking.tables(locks)),
						"-- migrate:upgrade transaction:off\n-- not possible if there is a default partition\n%s concurrently;"
							.formatted(facts.statement().text()));
			}
		}
	}

}

package io.appmigrations.internal.lint.rule;

import java.time.Duration;
import java.util.List;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Blocking;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.lint.examine.Timeouts;
import io.appmigrations.internal.measure.RelationLock;
import io.appmigrations.internal.measure.StatementFacts;

/**
 * A statement may wait for a strong lock for ever.
 */
final class NoLockTimeout implements LintRule {

	@Override
	public String name() {
		return "no-lock-timeout";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT_IN_PART;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		Timeouts timeouts = new Timeouts(examined.section());
		for (StatementFacts facts : examined.facts()) {
			timeouts.follow(facts.statement());
			List<RelationLock> locks = Blocking.ofReadsOrWrites(examined, facts);
			if (Duration.ZERO.equals(timeouts.of(Timeouts.LOCK)) && !locks.isEmpty()) {
				findings.error(facts.statement(),
						"Without lock_timeout, the statement waits until all running statements on %s end, and in the meantime all others wait for it (%s)."
							.formatted(Blocking.tables(locks), Blocking.strongest(locks)),
						"-- migrate:upgrade lock-timeout:2s");
			}
		}
	}

}

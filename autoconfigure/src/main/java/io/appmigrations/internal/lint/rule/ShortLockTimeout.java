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
 * A {@code lock_timeout} under which autovacuum never gives way.
 */
final class ShortLockTimeout implements LintRule {

	@Override
	public String name() {
		return "short-lock-timeout";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT_IN_PART;
	}

	/** The default of {@code deadlock_timeout}. */
	private static final Duration DEADLOCK_TIMEOUT = Duration.ofSeconds(1);

	@Override
	public void check(Examined examined, Findings findings) {
		Timeouts timeouts = new Timeouts(examined.section());
		for (StatementFacts facts : examined.facts()) {
			timeouts.follow(facts.statement());
			Duration set = timeouts.of(Timeouts.LOCK);
			List<RelationLock> locks = Blocking.ofReadsOrWrites(examined, facts);
			if (set != null && !set.isZero() && set.compareTo(DEADLOCK_TIMEOUT) <= 0 && !locks.isEmpty()) {
				findings.warning(facts.statement(),
						"While autovacuum works on %s, the statement fails each time: autovacuum gives way only after deadlock_timeout (1s)."
							.formatted(Blocking.tables(locks)),
						"-- migrate:upgrade lock-timeout:2s");
			}
		}
	}

}

package io.appmigrations.internal.lint.rule;

import java.util.List;
import java.util.Set;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Blocking;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.RelationLock;
import io.appmigrations.internal.measure.StatementFacts;

/**
 * A statement takes long while its transaction holds a lock for which more sessions wait
 * than for the statement itself.
 */
final class SlowUnderLock implements LintRule {

	private static final String SUGGESTION = """
			-- migrate:upgrade transaction:off
			-- each statement is then a transaction of its own; the run is resumed if it is interrupted""";

	/** What these say about a statement is not repeated. */
	private static final Set<String> BLOCKING = Set.of("blocks-reads", "blocks-writes");

	@Override
	public String name() {
		return "slow-under-lock";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT_IN_PART;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			List<RelationLock> held = strongest(Blocking.before(facts)
				.stream()
				.filter((lock) -> !examined.isGone(facts, lock.relation())
						&& !RequiredColumn.isAdded(examined, lock.since()))
				.toList());
			if (Blocking.isSlow(examined, facts) && !held.isEmpty() && !RequiredColumn.isAdded(facts)) {
				List<String> lines = held.stream()
					.map((lock) -> line(examined, lock.since()))
					.distinct()
					.sorted()
					.map(String::valueOf)
					.toList();
				String since = (lines.size() == 1 ? "line " : "lines ") + String.join(", ", lines);
				String them = (held.stream().map((lock) -> lock.relation().withRows()).distinct().count() == 1) ? "it"
						: "them";
				boolean known = findings.has(facts.statement(), BLOCKING);
				findings.error(facts.statement(),
						"%s holds %s on %s, acquired in %s: nobody can %s.".formatted(
								known ? "Meanwhile the transaction"
										: "PostgreSQL %s while the transaction"
											.formatted(Blocking.work(examined, facts)),
								Blocking.strongest(held), Blocking.tables(held), since,
								Blocking.strongest(held).blocksReads() ? "read or write " + them : "write to " + them),
						!examined.section().transactional() ? "Put this statement after the 'commit' of its block."
								: known ? null : SUGGESTION);
			}
		}
	}

	/** Those for which most sessions wait. */
	private static List<RelationLock> strongest(List<RelationLock> held) {
		boolean reads = held.stream().anyMatch((lock) -> lock.mode().blocksReads());
		return held.stream().filter((lock) -> !reads || lock.mode().blocksReads()).toList();
	}

	private static Integer line(Examined examined, int number) {
		return examined.facts()
			.stream()
			.filter((facts) -> facts.number() == number)
			.findFirst()
			.orElseThrow()
			.statement()
			.line();
	}

}

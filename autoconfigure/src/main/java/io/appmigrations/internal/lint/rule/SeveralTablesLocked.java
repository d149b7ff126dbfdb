package io.appmigrations.internal.lint.rule;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.Relation;
import io.appmigrations.internal.measure.RelationLock;
import io.appmigrations.internal.measure.StatementFacts;

/**
 * Statements of one transaction exclude everybody from one table after the other.
 */
final class SeveralTablesLocked implements LintRule {

	@Override
	public String name() {
		return "several-tables-locked";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT_IN_PART;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		Map<Integer, Map<Relation, Integer>> transactions = new HashMap<>();
		for (StatementFacts facts : examined.facts()) {
			if (RequiredColumn.isAdded(facts)) {
				continue;
			}
			Map<Relation, Integer> locked = transactions.computeIfAbsent(facts.transaction(),
					(number) -> new LinkedHashMap<>());
			Set<String> more = new TreeSet<>();
			for (Relation table : exclusively(facts.taken())) {
				if (locked.putIfAbsent(table, facts.number()) == null
						&& locked.values().stream().anyMatch((number) -> number != facts.number())) {
					more.add(table.toString());
				}
			}
			if (!more.isEmpty()) {
				String held = locked.entrySet()
					.stream()
					.filter((entry) -> entry.getValue() != facts.number())
					.map((entry) -> entry.getKey().toString())
					.collect(Collectors.joining(", "));
				findings.warning(facts.statement(),
						("The transaction waits for a lock on %s while it already blocks all access to %s: other "
								+ "sessions wait until it gets the lock, and a session that locks the tables in "
								+ "another order causes a deadlock.")
							.formatted(String.join(", ", more), held),
						"Use a revision for each table, or a section with transaction:off.");
			}
			// nobody waits for a table that is gone
			locked.keySet().removeAll(facts.dropped());
		}
	}

	private static Set<Relation> exclusively(List<RelationLock> taken) {
		return taken.stream()
			.filter((lock) -> lock.mode().blocksReads() && lock.relation().withRows().kind() == Relation.Kind.TABLE)
			.map((lock) -> lock.relation().withRows())
			.collect(Collectors.toSet());
	}

}

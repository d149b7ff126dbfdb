package io.appmigrations.internal.lint.rule;

import java.util.List;
import java.util.stream.Collectors;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.Relation;
import io.appmigrations.internal.measure.RelationLock;
import io.appmigrations.internal.measure.StatementFacts;

/**
 * {@code TRUNCATE} of a table that existed, or of those that refer to it.
 */
final class EmptiesTable implements LintRule {

	@Override
	public String name() {
		return "empties-table";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			List<RelationLock> emptied = facts.own()
				.stream()
				.filter((lock) -> lock.relation().kind() == Relation.Kind.TABLE && lock.mode().blocksReads())
				.toList();
			if (facts.statement().startsWith("truncate") && !emptied.isEmpty()) {
				findings.warning(facts.statement(),
						"The rows of %s are lost.".formatted(emptied.stream()
							.map((lock) -> lock.relation().toString())
							.sorted()
							.collect(Collectors.joining(", "))),
						null);
			}
		}
	}

}

package io.appmigrations.internal.lint.rule;

import java.util.List;
import java.util.Set;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.StatementShape;

/**
 * {@code DROP ... CASCADE} drops what nobody has named.
 */
final class DropCascade implements LintRule {

	/** Nothing can depend on these. */
	private static final Set<String> LEAVES = Set.of("trigger", "event trigger", "rule", "policy", "publication",
			"subscription", "statistics", "cast", "transform", "user mapping");

	@Override
	public String name() {
		return "drop-cascade";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			List<String> words = facts.statement().words();
			if (words.contains("drop") && words.indexOf("drop") < words.lastIndexOf("cascade")
					&& (facts.statement().startsWith("drop") || facts.statement().startsWith("alter"))
					&& !words.contains("references") && !words.contains("delete")
					&& !LEAVES.contains(StatementShape.of(facts.statement().text()).kind())) {
				findings.warning(facts.statement(),
						"Everything that depends on it is dropped too, which can be different objects in each database.",
						"Drop each object in a separate statement.");
			}
		}
	}

}

package io.appmigrations.internal.lint.rule;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.KeyFacts;

/**
 * Rows got values that the sequence of their column gives again.
 */
final class SequenceBehind implements LintRule {

	@Override
	public String name() {
		return "sequence-behind";
	}

	@Override
	public Basis basis() {
		return Basis.CATALOG;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (KeyFacts.SequenceBehind behind : examined.measured().keys().behind()) {
			examined.facts()
				.stream()
				.filter((facts) -> facts.number() == behind.statement())
				.forEach((facts) -> findings.warning(facts.statement(),
						"The sequence of %s.%s gives %s next, which a row has already: an INSERT without a value for the column fails."
							.formatted(behind.table(), behind.column(), behind.next()),
						behind.remedy()));
		}
	}

}

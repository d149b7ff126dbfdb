package io.appmigrations.internal.lint.rule;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.DataDoubt;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;

/**
 * A unique key or index is added to columns that have duplicates.
 */
final class UniqueOnDuplicates implements LintRule {

	@Override
	public String name() {
		return "unique-on-duplicates";
	}

	@Override
	public Basis basis() {
		return Basis.STATISTICS;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		examined.doubts()
			.stream()
			.filter((doubt) -> doubt.kind() == DataDoubt.Kind.DUPLICATES)
			.forEach((doubt) -> findings.error(doubt.statement(), doubt.message(), doubt.suggestion()));
	}

}

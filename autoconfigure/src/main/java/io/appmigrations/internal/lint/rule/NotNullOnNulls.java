package io.appmigrations.internal.lint.rule;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.DataDoubt;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;

/**
 * A column becomes not null that has rows without a value.
 */
final class NotNullOnNulls implements LintRule {

	@Override
	public String name() {
		return "not-null-on-nulls";
	}

	@Override
	public Basis basis() {
		return Basis.STATISTICS;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		examined.doubts()
			.stream()
			.filter((doubt) -> doubt.kind() == DataDoubt.Kind.NULLS)
			.forEach((doubt) -> findings.error(doubt.statement(), doubt.message(), doubt.suggestion()));
	}

}

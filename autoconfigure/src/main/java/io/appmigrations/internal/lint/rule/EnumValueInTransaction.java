package io.appmigrations.internal.lint.rule;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.Refusal;

/**
 * A new value of an enum is used before the transaction that adds it ends.
 */
final class EnumValueInTransaction implements LintRule {

	@Override
	public String name() {
		return "enum-value-in-transaction";
	}

	@Override
	public Basis basis() {
		return Basis.FACTS;
	}

	/** Unsafe new enum value usage. */
	private static final String UNSAFE = "55P04";

	@Override
	public void check(Examined examined, Findings findings) {
		Refusal refusal = examined.measured().refusal();
		if (refusal != null && isFound(refusal)) {
			findings.error(refusal.statement(),
					"PostgreSQL refuses a new value of an enum until the transaction that adds it is committed. The statements after it were not measured.",
					"-- migrate:upgrade transaction:off");
		}
	}

	static boolean isFound(Refusal refusal) {
		return UNSAFE.equals(refusal.failure().getSQLState());
	}

}

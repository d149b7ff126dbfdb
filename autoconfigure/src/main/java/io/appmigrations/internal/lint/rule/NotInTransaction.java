package io.appmigrations.internal.lint.rule;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.Refusal;

/**
 * A statement that PostgreSQL does not run in a transaction block.
 */
final class NotInTransaction implements LintRule {

	@Override
	public String name() {
		return "not-in-transaction";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT_IN_PART;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		Refusal refusal = examined.measured().refusal();
		if (refusal != null && refusal.needsAutocommit()) {
			findings.error(refusal.statement(),
					"The statement cannot run in a transaction, so the revision fails here. The statements after it were not measured.",
					examined.section().transactional()
							? "-- migrate:upgrade transaction:off\n%s;".formatted(refusal.statement().text())
							: "Put it before the 'begin' or after the 'commit' of its block.");
		}
	}

}

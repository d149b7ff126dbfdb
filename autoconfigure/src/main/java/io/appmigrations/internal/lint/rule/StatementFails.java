package io.appmigrations.internal.lint.rule;

import java.util.Objects;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.Refusal;

/**
 * A statement that PostgreSQL refuses, even on empty tables.
 */
final class StatementFails implements LintRule {

	@Override
	public String name() {
		return "statement-fails";
	}

	@Override
	public Basis basis() {
		return Basis.FACTS;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		Refusal refusal = examined.measured().refusal();
		if (refusal != null && !refusal.needsAutocommit() && !EnumValueInTransaction.isFound(refusal)
				&& !GeneratedKind.isFound(refusal.statement())) {
			String said = examined.revision().logged()
					? Objects.toString(refusal.failure().getMessage(), "").lines().findFirst().orElse("")
					: "error " + refusal.failure().getSQLState();
			findings.error(refusal.statement(),
					"PostgreSQL refuses the statement: %s. The statements after it were not measured.".formatted(said),
					null);
		}
	}

}

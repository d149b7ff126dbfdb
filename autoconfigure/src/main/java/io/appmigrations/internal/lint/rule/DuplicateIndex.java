package io.appmigrations.internal.lint.rule;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.StatementShape;

/**
 * An index that another one of the same table makes needless.
 */
final class DuplicateIndex implements LintRule {

	@Override
	public String name() {
		return "duplicate-index";
	}

	@Override
	public Basis basis() {
		return Basis.CATALOG;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			StatementShape shape = StatementShape.of(facts.statement().text());
			QualifiedName name = shape.is("create", "index") ? shape.name() : null;
			String other = (name != null) ? examined.measured().keys().duplicates().get(name.name()) : null;
			if (name != null && other != null) {
				findings.warning(facts.statement(),
						"%s has the same columns as %s: every write maintains both, and no query needs both."
							.formatted(name.name(), other),
						"Leave this statement out.");
			}
		}
	}

}

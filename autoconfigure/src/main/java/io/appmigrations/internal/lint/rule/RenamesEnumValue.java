package io.appmigrations.internal.lint.rule;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;

/**
 * A value of an enum that the application uses gets another name.
 */
final class RenamesEnumValue implements LintRule {

	@Override
	public String name() {
		return "renames-enum-value";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			StatementShape shape = StatementShape.of(facts.statement().text());
			QualifiedName type = shape.name();
			SqlTokens rest = shape.rest();
			if (type != null && shape.is("alter", "type") && rest.accept("rename", "value")
					&& !examined.isCreatedBefore(facts, "type", type)) {
				SqlToken value = rest.peek(0);
				findings.error(facts.statement(),
						"Instances of the application that are still running use the value %s of %s, and fail."
							.formatted((value != null) ? value.text() : "", type.name()),
						"Add a value, change the rows in a later revision, and leave the old value in the type.");
			}
		}
	}

}

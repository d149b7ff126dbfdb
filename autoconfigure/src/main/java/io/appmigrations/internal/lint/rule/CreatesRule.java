package io.appmigrations.internal.lint.rule;

import java.util.List;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Blocking;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.RelationLock;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.StatementShape;

/**
 * A rule rewrites the statements of a table that exists.
 */
final class CreatesRule implements LintRule {

	@Override
	public String name() {
		return "creates-rule";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT_IN_PART;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			StatementShape shape = StatementShape.of(facts.statement().text());
			QualifiedName table = shape.relation();
			List<RelationLock> locks = Blocking.ofReadsOrWrites(examined, facts);
			if (table != null && !locks.isEmpty() && shape.is("create", "rule")) {
				findings.warning(facts.statement(),
						"From here on, PostgreSQL rewrites every such statement on %s: its row count changes, RETURNING fails, and values such as nextval() are computed twice."
							.formatted(table.name()),
						"create trigger ... instead of a rule");
			}
		}
	}

}

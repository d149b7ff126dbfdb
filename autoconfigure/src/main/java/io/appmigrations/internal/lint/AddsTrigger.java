package io.appmigrations.internal.lint;

import java.util.List;

import io.appmigrations.internal.measure.RelationLock;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.StatementShape;

/**
 * Every write of a table that exists does more than before.
 */
final class AddsTrigger implements LintRule {

	@Override
	public String name() {
		return "adds-trigger";
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
			if (table != null && !locks.isEmpty()
					&& (shape.is("create", "rule") || (shape.is("create", "trigger") && isForEachRow(facts)))) {
				findings.warning(facts.statement(),
						"From here on, every write of %s runs more code for each row; in a large UPDATE, that is the larger part of the time."
							.formatted(table.name()),
						shape.kind().equals("rule")
								? "A trigger says what happens for each row; a rule rewrites the statement."
								: "create trigger ... for each statement, with REFERENCING NEW TABLE");
			}
		}
	}

	private static boolean isForEachRow(StatementFacts facts) {
		return facts.statement().words().contains("row");
	}

}

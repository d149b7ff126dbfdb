package io.appmigrations.internal.lint;

import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.StatementShape;

/**
 * {@code IF NOT EXISTS} is content with an index that a build has left invalid.
 */
final class IndexIfNotExists implements LintRule {

	@Override
	public String name() {
		return "index-if-not-exists";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			StatementShape shape = StatementShape.of(facts.statement().text());
			if (shape.is("create", "index") && shape.has("if not exists") && !isOfNewTable(examined, facts, shape)) {
				findings.warning(facts.statement(),
						"If an index with this name exists, PostgreSQL keeps it, even if it is invalid or has other columns.",
						facts.statement().text().replaceFirst("(?i)\\s+if\\s+not\\s+exists", "")
								+ ";\n-- an invalid index left by an interrupted run is dropped before it runs again");
			}
		}
	}

	private static boolean isOfNewTable(Examined examined, StatementFacts facts, StatementShape create) {
		QualifiedName table = create.relation();
		return table != null && examined.createdBefore(facts.number())
			.stream()
			.anyMatch((created) -> created.endsWith("." + table.name()));
	}

}

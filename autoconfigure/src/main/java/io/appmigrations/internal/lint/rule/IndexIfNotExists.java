package io.appmigrations.internal.lint.rule;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.lint.examine.SuggestedName;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

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
				String invalid = invalid(examined, shape);
				if (invalid != null) {
					findings.error(facts.statement(),
							"The index %s is invalid in the database, so that PostgreSQL does not use it; IF NOT EXISTS keeps it as it is."
								.formatted(invalid),
							"drop index concurrently %s;\n%s;".formatted(SuggestedName.of(invalid),
									withoutCondition(facts)));
					continue;
				}
				if (!shape.has("concurrently")) {
					continue;
				}
				findings.warning(facts.statement(),
						"If an index with this name exists, PostgreSQL keeps it, even if it is invalid or has other columns.",
						withoutCondition(facts)
								+ ";\n-- an invalid index left by an interrupted run is dropped before it runs again");
			}
		}
	}

	private static String withoutCondition(StatementFacts facts) {
		return facts.statement().text().replaceFirst("(?i)\\s+if\\s+not\\s+exists", "");
	}

	/** The index of the name that the database to be migrated has, if it is invalid. */
	private static @Nullable String invalid(Examined examined, StatementShape create) {
		QualifiedName name = create.name();
		return (name == null) ? null
				: examined.live()
					.invalidIndexes()
					.stream()
					.filter((index) -> index.endsWith("." + name.name()))
					.findFirst()
					.orElse(null);
	}

	private static boolean isOfNewTable(Examined examined, StatementFacts facts, StatementShape create) {
		QualifiedName table = create.relation();
		return table != null && examined.createdBefore(facts.number())
			.stream()
			.anyMatch((created) -> created.endsWith("." + table.name()));
	}

}

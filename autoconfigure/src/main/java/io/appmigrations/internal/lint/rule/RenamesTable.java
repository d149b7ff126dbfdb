package io.appmigrations.internal.lint.rule;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.lint.examine.SuggestedName;
import io.appmigrations.internal.measure.Relation;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;

/**
 * A table or a view gets another name.
 */
final class RenamesTable implements LintRule {

	@Override
	public String name() {
		return "renames-table";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			StatementShape shape = StatementShape.of(facts.statement().text());
			QualifiedName schema = shape.name();
			if (schema != null && shape.is("alter", "schema") && shape.rest().isNext("rename")
					&& !examined.isCreatedBefore(facts, "schema", schema)) {
				findings.error(facts.statement(),
						"Instances of the application that are still running use the names in schema %s, and fail."
							.formatted(schema.name()),
						null);
			}
			facts.renamed()
				.stream()
				.filter((relation) -> relation.kind() == Relation.Kind.TABLE || relation.kind() == Relation.Kind.VIEW)
				.filter((relation) -> !examined.isNamedAgain(facts, relation.name()))
				.sorted(Relation.BY_NAME)
				.forEach((table) -> findings.error(facts.statement(),
						"Instances of the application that are still running use the name %s, and fail."
							.formatted(table),
						"-- until no instance uses the old name, in the same transaction:\ncreate view %s as select * from %s;"
							.formatted(SuggestedName.of(table), newName(shape, table))));
		}
	}

	/** As the statement says it, if it is not hidden in code. */
	private static String newName(StatementShape shape, Relation table) {
		SqlTokens action = shape.rest();
		boolean isMoved = !action.accept("rename", "to") && action.accept("set", "schema");
		String name = shape.verb().equals("alter") ? action.name() : null;
		if (name == null) {
			return "NEW_NAME";
		}
		return SuggestedName.of(isMoved ? new Relation(name, table.name(), table.kind(), null)
				: new Relation(table.schema(), name, table.kind(), null));
	}

}

package io.appmigrations.internal.lint.rule;

import java.util.List;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.Relation;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;

/**
 * A table is dropped with its rows.
 */
final class DropsTable implements LintRule {

	@Override
	public String name() {
		return "drops-table";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			boolean ofViews = DropsView.isMeant(facts);
			facts.dropped()
				.stream()
				.filter((relation) -> relation.kind() == Relation.Kind.TABLE && !ofViews)
				.filter((table) -> !isRebuilt(examined, facts, table))
				.sorted(Relation.BY_NAME)
				.forEach((table) -> findings.warning(facts.statement(),
						(isCopied(examined, facts) ? "Instances of the application that still use %s fail."
								: "The rows of %s are lost, and instances of the application that still use it fail.")
							.formatted(table),
						null));
		}
	}

	/** Whether another table has the name by the end, and the rows were copied. */
	private static boolean isRebuilt(Examined examined, StatementFacts drop, Relation table) {
		return (examined.createdBefore(drop.number()).contains(table.toString())
				|| examined.isNamedAgain(drop, table.name())) && isCopied(examined, drop);
	}

	private static boolean isCopied(Examined examined, StatementFacts drop) {
		List<QualifiedName> tables = StatementShape.of(drop.statement().text()).names();
		return examined.facts()
			.stream()
			.filter((each) -> each.number() < drop.number())
			.anyMatch((each) -> isCopy(each, tables));
	}

	private static boolean isCopy(StatementFacts facts, List<QualifiedName> tables) {
		SqlTokens tokens = SqlTokens.of(facts.statement().text());
		if (!tokens.accept("insert") && !tokens.accept("with") && !tokens.accept("create", "table")
				&& !tokens.accept("do")) {
			return false;
		}
		boolean selects = false;
		for (SqlToken token = tokens.next(); token != null; token = tokens.next()) {
			String name = token.type().isName() ? token.name() : "";
			selects |= name.equals("select") || name.equals("table");
			if (selects && tables.stream().anyMatch((table) -> table.name().equals(name))) {
				return true;
			}
		}
		return facts.statement().startsWith("do");
	}

}

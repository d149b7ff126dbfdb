package io.appmigrations.internal.lint.rule;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.ColumnChange;
import io.appmigrations.internal.measure.ColumnChange.Column;
import io.appmigrations.internal.measure.StatementFacts;

/**
 * A new column of a table that exists must be given, and nobody gives it yet.
 */
final class RequiredColumn implements LintRule {

	@Override
	public String name() {
		return "required-column";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			for (ColumnChange change : facts.columns()) {
				Column column = change.after();
				if (column != null && isRequired(facts, change)) {
					findings.error(facts.statement(), (isEmpty(examined, facts, change.table())
							? "%s.%s is not null and has no default: every INSERT of an instance that does not know the column fails."
							: "%s.%s is not null and has no default: the statement fails if there are rows, and so does every INSERT of an instance that does not know the column.")
						.formatted(change.table(), column.name()),
							"Add it with a default, or nullable, and make it not null in a later revision.");
				}
			}
		}
	}

	private static boolean isEmpty(Examined examined, StatementFacts facts, String table) {
		return examined.emptiedBefore(facts).stream().anyMatch((emptied) -> emptied.toString().equals(table));
	}

	/** On a table with rows, such a statement fails at the first of them. */
	static boolean isAdded(StatementFacts facts) {
		return facts.columns().stream().anyMatch((change) -> isRequired(facts, change));
	}

	/** Whether the statement of a number does, so that its locks matter to nobody. */
	static boolean isAdded(Examined examined, int number) {
		return examined.facts().stream().anyMatch((facts) -> facts.number() == number && isAdded(facts));
	}

	/** What code does, it may do in several steps, the last of which is that. */
	private static boolean isRequired(StatementFacts facts, ColumnChange change) {
		Column column = change.after();
		return column != null && facts.statement().startsWith("alter") && change.kind() == ColumnChange.Kind.ADDED
				&& !change.newTable() && column.required() && !column.filled();
	}

}

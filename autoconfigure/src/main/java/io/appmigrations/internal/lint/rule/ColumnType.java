package io.appmigrations.internal.lint.rule;

import java.util.function.Predicate;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.ColumnChange;
import io.appmigrations.internal.measure.ColumnChange.Column;
import io.appmigrations.internal.measure.StatementFacts;

/**
 * A new column has a type that is regretted later.
 *
 * @param name the rule
 * @param applies tells such a column
 * @param message why it is regretted
 * @param suggestion the type to use instead
 */
record ColumnType(String name, Predicate<Column> applies, String message, String suggestion) implements LintRule {

	static final ColumnType TIMESTAMP = new ColumnType("timestamp-without-zone",
			(column) -> column.type().matches("timestamp.* without time zone(\\[])*"),
			"The value does not identify a point in time: its meaning depends on who reads it.", "timestamptz");

	static final ColumnType JSON = new ColumnType("json-column", (column) -> column.type().matches("json(\\[])*"),
			"json has no equality operator, so SELECT DISTINCT fails, and no GIN index can be built.", "jsonb");

	static final ColumnType CHAR = new ColumnType("char-column",
			(column) -> column.type().matches("(character\\(.*\\)|bpchar)(\\[])*"),
			"Blanks at the end of a value mean nothing, char(n) adds them, and changing its length rewrites the table.",
			"text with a check of its length");

	static final ColumnType MONEY = new ColumnType("money-column", (column) -> column.type().matches("money(\\[])*"),
			"The meaning of money depends on the database's lc_monetary.", "numeric");

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			for (ColumnChange change : facts.columns()) {
				Column after = change.after();
				boolean before = change.before() != null && this.applies.test(change.before());
				if (after != null && this.applies.test(after) && !before) {
					findings.warning(facts.statement(),
							"%s.%s is %s. %s".formatted(change.table(), after.name(), after.type(), this.message),
							this.suggestion);
				}
			}
		}
	}

}

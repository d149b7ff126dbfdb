package io.appmigrations.internal.lint.rule;

import java.util.Set;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.ColumnChange;
import io.appmigrations.internal.measure.ColumnChange.Column;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * The values of a primary key run out. Where a key has several columns, only one that
 * PostgreSQL fills can: there are as many keys as there are combinations.
 */
final class SmallKey implements LintRule {

	private static final Set<String> SMALL = Set.of("smallint", "integer");

	@Override
	public String name() {
		return "small-key";
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
				if (column != null && isSmallKey(column) && !isSmallKey(change.before())
						&& (column.filled() || isWholeKey(facts, change)) && !isForeignKey(facts, column.name())) {
					findings.warning(facts.statement(),
							"%s.%s is %s. The keys run out at 2,147,483,647 or earlier, and the type of a key is hard to change."
								.formatted(change.table(), column.name(), column.type()),
							"bigint");
				}
			}
		}
	}

	private static boolean isSmallKey(@Nullable Column column) {
		return column != null && column.key() && SMALL.contains(column.type());
	}

	private static boolean isWholeKey(StatementFacts facts, ColumnChange change) {
		return facts.columns()
			.stream()
			.filter((other) -> other.table().equals(change.table()))
			.map(ColumnChange::after)
			.filter((column) -> column != null && column.key())
			.count() == 1;
	}

	/** It has the values, and so the type, of another key. */
	private static boolean isForeignKey(StatementFacts facts, String column) {
		SqlTokens tokens = StatementShape.of(facts.statement().text()).rest();
		tokens.accept("(");
		while (!tokens.isAtEnd()) {
			SqlTokens part = tokens.copy();
			tokens.toNextPart();
			if (part.accept("constraint")) {
				part.name();
			}
			boolean named = part.accept("foreign", "key") && part.accept("(");
			if (!named && part.accept("add")) {
				part.accept("column");
				part.accept("if", "not", "exists");
			}
			boolean ofColumn = column.equals(part.name()) && (!named || part.isNext(")"));
			while (ofColumn && part.offset() < tokens.offset()) {
				if (part.isNext("references")) {
					return true;
				}
				part.next();
			}
		}
		return false;
	}

}

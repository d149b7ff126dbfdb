package io.appmigrations.internal.lint.rule;

import java.util.stream.Stream;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.lint.examine.SuggestedName;
import io.appmigrations.internal.measure.ColumnChange;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.StatementShape;

/**
 * A table loses its primary key.
 */
final class DropsPrimaryKey implements LintRule {

	@Override
	public String name() {
		return "drops-primary-key";
	}

	@Override
	public Basis basis() {
		return Basis.FACTS;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			facts.columns()
				.stream()
				.filter((change) -> !change.newTable() && isLost(change) && !isReplaced(examined, change.table())
						&& !isIdentified(examined, change.table()) && !isWritten(examined, facts, change.table()))
				.map(ColumnChange::table)
				.distinct()
				.forEach((table) -> findings.warning(facts.statement(),
						"%s has no primary key afterwards: logical replication refuses every UPDATE and DELETE, and nothing prevents duplicates."
							.formatted(table),
						"alter table %1$s add constraint NAME primary key using index NEW_UNIQUE_INDEX;"
							.formatted(SuggestedName.of(table))));
		}
	}

	private static boolean isLost(ColumnChange change) {
		return change.before() != null && change.after() != null && change.before().key() && !change.after().key();
	}

	/** A column that was in the old key and is in the new one has not changed. */
	private static boolean isWritten(Examined examined, StatementFacts drop, String table) {
		return examined.facts()
			.stream()
			.filter((each) -> each.number() >= drop.number() && each.statement().words().contains("primary"))
			.map((each) -> StatementShape.of(each.statement().text()).name())
			.flatMap(Stream::ofNullable)
			.anyMatch((name) -> table.equals(name.name()) || table.endsWith("." + name.name()));
	}

	/** The revision tells replication what to identify rows by instead. */
	private static boolean isIdentified(Examined examined, String table) {
		return examined.facts()
			.stream()
			.map((each) -> StatementShape.of(each.statement().text()))
			.filter((shape) -> shape.is("alter", "table") && (shape.rest().isNext("replica", "identity", "full")
					|| shape.rest().isNext("replica", "identity", "using")))
			.map(StatementShape::name)
			.flatMap(Stream::ofNullable)
			.anyMatch((name) -> table.equals(name.name()) || table.endsWith("." + name.name()));
	}

	private static boolean isReplaced(Examined examined, String table) {
		boolean key = false;
		for (StatementFacts facts : examined.facts()) {
			for (ColumnChange change : facts.columns()) {
				if (change.table().equals(table) && change.after() != null) {
					key = change.after().key() || (key && !isLost(change));
				}
			}
		}
		return key;
	}

}

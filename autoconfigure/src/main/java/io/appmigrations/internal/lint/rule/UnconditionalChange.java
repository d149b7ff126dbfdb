package io.appmigrations.internal.lint.rule;

import java.util.Set;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Blocking;
import io.appmigrations.internal.lint.examine.ChangedRows;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.script.Batch;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.QualifiedName;

/**
 * {@code UPDATE} or {@code DELETE} of all rows of a table that existed, or of all that
 * have no value yet.
 */
final class UnconditionalChange implements LintRule {

	private static final String SUGGESTION = """
			-- ranges of a key, each in its own transaction; KEY is a column of the table with an index
			-- migrate:upgrade batch:%s.KEY size:1000 pause:50ms
			%s;""";

	@Override
	public String name() {
		return "unconditional-change";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		if (examined.section().batch() != null) {
			return;
		}
		for (StatementFacts facts : examined.facts()) {
			SqlStatement statement = facts.statement();
			QualifiedName table = ChangedRows.table(statement);
			boolean small = !facts.scanned().isEmpty()
					&& facts.scanned().stream().allMatch((scanned) -> Blocking.isSmall(examined, scanned));
			String backfilled = ChangedRows.backfilled(statement);
			if (table != null && !small && (backfilled != null || !ChangedRows.hasCondition(statement))) {
				Set<String> created = examined.createdBefore(facts.number());
				if (created.stream().noneMatch((name) -> name.endsWith("." + table.name()))) {
					findings.warning(statement,
							"All rows of %s%s are changed in one transaction: they stay locked until it ends, and the table can double in size."
								.formatted(table.name(),
										(backfilled != null) ? " in which %s is null".formatted(backfilled) : ""),
							SUGGESTION.formatted(Batch.name(table), statement.text()));
				}
			}
		}
	}

}

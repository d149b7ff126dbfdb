package io.appmigrations.internal.lint.rule;

import java.util.regex.Pattern;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.lint.examine.SuggestedName;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.StatementShape;

/**
 * A table that nothing cleans up any more.
 */
final class DisablesAutovacuum implements LintRule {

	@Override
	public String name() {
		return "disables-autovacuum";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	private static final Pattern OFF = Pattern.compile("(?i)autovacuum_enabled\\s*=\\s*'?(false|off|no|0|f|n)\\b");

	private static final Pattern ON = Pattern
		.compile("(?i)autovacuum_enabled\\s*=\\s*'?(true|on|yes|1|t|y)\\b|reset\\s*\\([^)]*\\bautovacuum_enabled\\b");

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			StatementShape shape = StatementShape.of(facts.statement().text());
			QualifiedName table = shape.name();
			if (table != null && (shape.is("alter", "table") || shape.is("create", "table"))
					&& OFF.matcher(facts.statement().text()).find() && !isOnLater(examined, facts, table)) {
				findings.warning(facts.statement(),
						"Nothing removes the dead rows of %s or keeps its statistics, until PostgreSQL has to prevent a wraparound."
							.formatted(table.name()),
						"alter table %s set (autovacuum_vacuum_scale_factor = 0.01);"
							.formatted(SuggestedName.of(table)));
			}
		}
	}

	private static boolean isOnLater(Examined examined, StatementFacts off, QualifiedName table) {
		return examined.facts().stream().filter((each) -> each.number() > off.number()).anyMatch((each) -> {
			StatementShape shape = StatementShape.of(each.statement().text());
			QualifiedName name = shape.name();
			return name != null && shape.is("alter", "table") && name.name().equals(table.name())
					&& ON.matcher(each.statement().text()).find();
		});
	}

}

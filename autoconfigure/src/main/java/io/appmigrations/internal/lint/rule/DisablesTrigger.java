package io.appmigrations.internal.lint.rule;

import java.util.regex.Pattern;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.lint.examine.SuggestedName;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * Triggers or foreign keys of a table are turned off.
 */
final class DisablesTrigger implements LintRule {

	private static final Pattern REPLICA = Pattern.compile("(?i)(=|\\bto\\b)\\s*'?replica\\b");

	@Override
	public String name() {
		return "disables-trigger";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			String table = disabled(facts.statement());
			if (table == null) {
				continue;
			}
			if (examined.facts()
				.stream()
				.noneMatch((later) -> later.number() > facts.number() && table.equals(enabled(later.statement())))) {
				findings.warning(facts.statement(), table.isEmpty()
						? "Triggers and foreign keys of all tables are off from here on: rows that refer to nothing stay."
						: "The triggers of %s do not run from here on, foreign keys included where all are disabled."
							.formatted(table),
						table.isEmpty() ? "set session_replication_role = default;"
								: "alter table %s enable trigger ...;".formatted(written(facts.statement(), table)));
			}
			else if (includesForeignKeys(facts.statement())) {
				examined.facts()
					.stream()
					.filter((later) -> later.number() > facts.number())
					.takeWhile((later) -> !table.equals(enabled(later.statement())))
					.filter((later) -> isUnchecked(later.statement(), table))
					.forEach((later) -> findings.warning(later.statement(),
							"Foreign keys are off, also for these rows: nothing checks later what they refer to.",
							"disable only triggers of your own: alter table ... disable trigger user;"));
			}
		}
	}

	private static String written(SqlStatement statement, String table) {
		QualifiedName name = StatementShape.of(statement.text()).name();
		return (name != null) ? SuggestedName.of(name) : SuggestedName.ofPart(table);
	}

	private static boolean includesForeignKeys(SqlStatement statement) {
		SqlTokens rest = StatementShape.of(statement.text()).rest();
		return setsReplication(statement) || (rest.accept("disable", "trigger") && rest.isNext("all"));
	}

	/** Whether it adds rows to a table, or to any where none is named. */
	private static boolean isUnchecked(SqlStatement statement, String table) {
		SqlTokens tokens = SqlTokens.of(statement.text());
		QualifiedName name = (tokens.accept("insert", "into") || tokens.accept("copy")) ? tokens.qualifiedName() : null;
		return name != null && (table.isEmpty() || table.equals(name.name()));
	}

	private static @Nullable String disabled(SqlStatement statement) {
		if (setsReplication(statement)) {
			return REPLICA.matcher(statement.text()).find() ? "" : null;
		}
		return ofTable(statement, "disable");
	}

	private static @Nullable String enabled(SqlStatement statement) {
		return setsReplication(statement) ? "" : ofTable(statement, "enable");
	}

	private static boolean setsReplication(SqlStatement statement) {
		return (statement.startsWith("set") || statement.startsWith("reset"))
				&& statement.words().contains("session_replication_role");
	}

	private static @Nullable String ofTable(SqlStatement statement, String action) {
		StatementShape shape = StatementShape.of(statement.text());
		QualifiedName name = shape.name();
		return (name != null && shape.is("alter", "table") && shape.rest().isNext(action, "trigger")) ? name.name()
				: null;
	}

}

package io.appmigrations.internal.lint.rule;

import java.util.Set;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.sql.StatementShape;

/**
 * A statement about what belongs to all databases of the server.
 */
final class ChangesServer implements LintRule {

	@Override
	public String name() {
		return "changes-server";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	private static final Set<String> KINDS = Set.of("database", "tablespace", "system");

	@Override
	public void check(Examined examined, Findings findings) {
		examined.statements().forEach((statement) -> {
			StatementShape shape = StatementShape.of(statement.text());
			boolean role = shape.verb().equals("drop") && Set.of("role", "user", "group").contains(shape.kind());
			if (role || (Set.of("create", "drop", "alter").contains(shape.verb()) && KINDS.contains(shape.kind())
					&& !isSetting(shape))) {
				findings.warning(statement,
						"It belongs to the whole server: a second database with the same revisions does it again, and lint does not run it.",
						"Do it where the server is set up.");
			}
		});
	}

	/** A setting of one database is a part of it. */
	private static boolean isSetting(StatementShape shape) {
		return shape.is("alter", "database") && (shape.rest().isNext("set") || shape.rest().isNext("reset"));
	}

}

package io.appmigrations.internal.lint.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.TokenType;

/**
 * Every login of the database gets a right.
 */
final class GrantsToPublic implements LintRule {

	@Override
	public String name() {
		return "grants-to-public";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	/** These are for everybody from the beginning. */
	private static final Set<String> OPEN = Set.of("function", "procedure", "routine", "type", "domain", "language",
			"all");

	/** So are these, with what stands between them. */
	private static final Set<String> OF_DATABASES = Set.of("grant", "connect", "temporary", "temp", ",");

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			if (facts.statement().startsWith("grant") && isToPublic(SqlTokens.of(facts.statement().text()))) {
				findings.warning(facts.statement(),
						"Every login of the database gets the right, also those that are created later.",
						"Name a role that the logins belong to.");
			}
		}
	}

	private static boolean isToPublic(SqlTokens tokens) {
		boolean open = false;
		boolean to = false;
		List<String> rights = new ArrayList<>();
		while (!tokens.isAtEnd()) {
			if (tokens.accept("on")) {
				open = isOpen(rights, tokens.copy());
			}
			else if (tokens.accept("to")) {
				to = true;
			}
			else if (to && tokens.accept("public")) {
				return !open;
			}
			else {
				SqlToken right = tokens.next();
				rights.add((right == null) ? "" : right.type().isName() ? right.name() : right.text());
			}
		}
		return false;
	}

	/** Whether everybody has the right where nobody has taken it away. */
	private static boolean isOpen(List<String> rights, SqlTokens object) {
		if (object.accept("schema")) {
			return rights.equals(List.of("grant", "usage")) && object.accept("public") && object.isNext("to");
		}
		if (object.accept("database")) {
			return OF_DATABASES.containsAll(rights);
		}
		SqlToken kind = object.peek(0);
		return kind != null && kind.type() == TokenType.WORD && OPEN.contains(kind.name())
				&& !object.isNext("all", "tables") && !object.isNext("all", "sequences");
	}

}

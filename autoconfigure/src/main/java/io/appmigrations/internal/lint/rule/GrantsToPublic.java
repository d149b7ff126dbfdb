package io.appmigrations.internal.lint.rule;

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
		while (!tokens.isAtEnd()) {
			if (tokens.accept("on")) {
				SqlToken kind = tokens.peek(0);
				open = kind != null && kind.type() == TokenType.WORD && OPEN.contains(kind.name())
						&& !tokens.isNext("all", "tables") && !tokens.isNext("all", "sequences");
			}
			else if (tokens.accept("to")) {
				to = true;
			}
			else if (to && tokens.accept("public")) {
				return !open;
			}
			else {
				tokens.next();
			}
		}
		return false;
	}

}

package io.appmigrations.internal.lint.rule;

import java.util.Set;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import io.appmigrations.internal.sql.TokenType;
import org.jspecify.annotations.Nullable;

/**
 * A check that a row passes today may be one that it does not pass tomorrow.
 */
final class VolatileCheck implements LintRule {

	@Override
	public String name() {
		return "volatile-check";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	private static final Set<String> VOLATILE = Set.of("now", "current_date", "current_timestamp", "current_time",
			"localtimestamp", "localtime", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "random",
			"current_user", "session_user", "timeofday");

	private static final Set<String> KINDS = Set.of("table", "domain");

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			StatementShape shape = StatementShape.of(facts.statement().text());
			if ((shape.verb().equals("create") || shape.verb().equals("alter")) && KINDS.contains(shape.kind())) {
				String found = found(SqlTokens.of(facts.statement().text()));
				if (found != null) {
					findings.warning(facts.statement(),
							"%s in a check has another value later: rows that were valid no longer are, and neither a dump nor VALIDATE CONSTRAINT can be relied on."
								.formatted(found),
							"Check it in the application, or in a trigger, when the row is written.");
				}
			}
		}
	}

	private static @Nullable String found(SqlTokens tokens) {
		while (!tokens.isAtEnd()) {
			SqlToken token = tokens.next();
			if (token != null && token.is("check")) {
				String condition = tokens.parenthesized();
				SqlTokens inner = SqlTokens.of((condition != null) ? condition : "");
				while (!inner.isAtEnd()) {
					SqlToken word = inner.next();
					if (word != null && word.type() == TokenType.WORD && VOLATILE.contains(word.name())) {
						return word.name();
					}
				}
			}
		}
		return null;
	}

}

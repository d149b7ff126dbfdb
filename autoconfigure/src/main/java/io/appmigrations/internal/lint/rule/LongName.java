package io.appmigrations.internal.lint.rule;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.TreeSet;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;

/**
 * PostgreSQL cuts names after 63 bytes.
 */
final class LongName implements LintRule {

	private static final int LONGEST = 63;

	@Override
	public String name() {
		return "long-name";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		for (StatementFacts facts : examined.facts()) {
			names(facts.statement()).forEach((name) -> findings.warning(facts.statement(),
					"PostgreSQL truncates '%s' to 63 bytes, which can make it the same as another name."
						.formatted(name),
					"Use a shorter name."));
		}
	}

	private static Set<String> names(SqlStatement statement) {
		Set<String> names = new TreeSet<>();
		SqlTokens tokens = SqlTokens.of(statement.text());
		for (SqlToken token = tokens.next(); token != null; token = tokens.next()) {
			if (token.type().isName() && token.end() - token.start() > LONGEST / 4
					&& token.name().getBytes(StandardCharsets.UTF_8).length > LONGEST) {
				names.add(token.name());
			}
		}
		return names;
	}

}

package io.appmigrations.internal.lint.rule;

import java.util.LinkedHashMap;
import java.util.Map;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.QualifiedName;
import io.appmigrations.internal.sql.SqlTokens;

/**
 * A setting of the session is changed and not reset.
 */
final class LeavesSetting implements LintRule {

	/** What pg_dump sets to its default. */
	private static final Map<String, String> DUMPED = Map.of("default_tablespace", "''", "default_table_access_method",
			"heap");

	@Override
	public String name() {
		return "leaves-setting";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		Map<String, SqlStatement> left = new LinkedHashMap<>();
		for (StatementFacts facts : examined.facts()) {
			follow(facts.statement(), left);
		}
		left.values()
			.stream()
			.findFirst()
			.ifPresent((statement) -> findings.warning(statement,
					"The setting outlives the revision where psql runs it, and applies to the revisions after it: %s."
						.formatted(String.join(", ", left.keySet())),
					examined.section().transactional() ? local(statement)
							: "reset " + left.keySet().iterator().next() + ";"));
	}

	private static String local(SqlStatement statement) {
		SqlTokens tokens = SqlTokens.of(statement.text());
		tokens.accept("set");
		if (!tokens.isNext("session", "authorization")) {
			tokens.accept("session");
		}
		return "set local " + statement.text().substring(tokens.offset()).strip() + ";";
	}

	private static void follow(SqlStatement statement, Map<String, SqlStatement> left) {
		SqlTokens tokens = SqlTokens.of(statement.text());
		if (tokens.accept("reset")) {
			if (tokens.accept("all")) {
				left.clear();
			}
			left.remove(name(tokens));
			return;
		}
		if (!tokens.accept("set") || tokens.isNext("local") || tokens.isNext("constraints")
				|| tokens.isNext("transaction")) {
			return;
		}
		boolean ofSession = tokens.isNext("session", "authorization") || !tokens.accept("session");
		if (!ofSession && tokens.isNext("characteristics")) {
			return;
		}
		String name = name(tokens);
		if (!tokens.accept("=")) {
			tokens.accept("to");
		}
		if (name.endsWith("_timeout")) {
			return;
		}
		if (tokens.isNext("default") || (name.equals("role") && tokens.isNext("none"))
				|| statement.text().substring(tokens.offset()).strip().equals(DUMPED.get(name))) {
			left.remove(name);
		}
		else {
			left.put(name, statement);
		}
	}

	private static String name(SqlTokens tokens) {
		if (tokens.accept("session", "authorization")) {
			return "session authorization";
		}
		if (tokens.accept("time", "zone")) {
			return "timezone";
		}
		QualifiedName name = tokens.qualifiedName();
		return (name != null) ? String.join(".", name.parts()) : "";
	}

}

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
import io.appmigrations.internal.sql.SqlToken;
import io.appmigrations.internal.sql.SqlTokens;

/**
 * A setting of the session is changed and not reset.
 */
final class LeavesSetting implements LintRule {

	/**
	 * What does no harm to those that follow: the values that a run and a script for psql
	 * begin with, and what pg_dump writes at the head of a file (of PostgreSQL 9.0 to
	 * 18), which are defaults, or concern messages and checks alone. The empty search
	 * path is none of it.
	 */
	private static final Map<String, String> HARMLESS = Map.ofEntries(Map.entry("standard_conforming_strings", "on"),
			Map.entry("timezone", "utc"), Map.entry("datestyle", "iso"), Map.entry("intervalstyle", "postgres"),
			Map.entry("extra_float_digits", "1"), Map.entry("bytea_output", "hex"), Map.entry("array_nulls", "on"),
			Map.entry("xmloption", "content"), Map.entry("transform_null_equals", "off"),
			Map.entry("quote_all_identifiers", "off"), Map.entry("client_encoding", "utf8"),
			Map.entry("check_function_bodies", "off"), Map.entry("client_min_messages", "warning"),
			Map.entry("escape_string_warning", "off"), Map.entry("row_security", "off"),
			Map.entry("default_tablespace", ""), Map.entry("default_table_access_method", "heap"),
			Map.entry("default_with_oids", "off"), Map.entry("default_toast_compression", "pglz"));

	private static final Map<String, String> SWITCHES = Map.of("true", "on", "yes", "on", "1", "on", "false", "off",
			"no", "off", "0", "off", "utf-8", "utf8", "unicode", "utf8");

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
				|| isHarmless(name, statement.text().substring(tokens.offset()))) {
			left.remove(name);
		}
		else {
			left.put(name, statement);
		}
	}

	private static boolean isHarmless(String name, String written) {
		String expected = HARMLESS.get(name);
		String value = SqlToken.lower(SqlTokens.withoutTail(written).replaceAll("^['\"]|['\"]$", ""));
		return expected != null && (value.equals(expected) || expected.equals(SWITCHES.get(value)));
	}

	private static String name(SqlTokens tokens) {
		if (tokens.accept("session", "authorization")) {
			return "session authorization";
		}
		if (tokens.accept("time", "zone")) {
			return "timezone";
		}
		if (tokens.accept("names")) {
			return "client_encoding";
		}
		if (tokens.accept("xml", "option")) {
			return "xmloption";
		}
		QualifiedName name = tokens.qualifiedName();
		return (name != null) ? SqlToken.lower(String.join(".", name.parts())) : "";
	}

}

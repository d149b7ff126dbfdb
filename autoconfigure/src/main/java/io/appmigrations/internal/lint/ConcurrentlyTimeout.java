package io.appmigrations.internal.lint;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.script.Section;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.SqlTokens;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * An index is built or dropped concurrently under a timeout that was set for statements
 * that block somebody.
 */
final class ConcurrentlyTimeout implements LintRule {

	private static final List<String> TIMEOUTS = List.of("lock_timeout", "statement_timeout");

	@Override
	public String name() {
		return "concurrently-timeout";
	}

	@Override
	public Basis basis() {
		return Basis.TEXT;
	}

	@Override
	public void check(Examined examined, Findings findings) {
		Map<String, Boolean> set = new HashMap<>();
		Section section = examined.section();
		set.put("lock_timeout", isSet(section.lockTimeout()));
		set.put("statement_timeout", isSet(section.statementTimeout()));
		for (StatementFacts facts : examined.facts()) {
			SqlStatement statement = facts.statement();
			read(statement, set);
			if (isConcurrent(StatementShape.of(statement.text()))) {
				TIMEOUTS.stream()
					.filter((name) -> Boolean.TRUE.equals(set.get(name)))
					.forEach((name) -> findings.warning(statement, message(name),
							"Do not set %s in a section with CONCURRENTLY.".formatted(name)));
			}
		}
	}

	private static String message(String name) {
		return name.equals("lock_timeout")
				? "CONCURRENTLY waits for old transactions without blocking anybody. App Migrations disables "
						+ "lock_timeout for it; in psql, the timeout would end the build and leave an invalid index."
				: "CONCURRENTLY takes long on a large table, but blocks nobody. With statement_timeout, it is cancelled and its work is lost.";
	}

	private static boolean isSet(@Nullable Duration timeout) {
		return timeout != null && !timeout.isZero();
	}

	private static boolean isConcurrent(StatementShape shape) {
		return shape.has("concurrently") && (shape.kind().equals("index") || shape.verb().equals("reindex"));
	}

	private static void read(SqlStatement statement, Map<String, Boolean> set) {
		SqlTokens tokens = SqlTokens.of(statement.text());
		boolean resets = tokens.accept("reset");
		if (!resets && !tokens.accept("set")) {
			return;
		}
		if (!tokens.accept("session")) {
			tokens.accept("local");
		}
		String name = tokens.name();
		if (name == null || !TIMEOUTS.contains(name)) {
			return;
		}
		if (!tokens.accept("=")) {
			tokens.accept("to");
		}
		String value = statement.text().substring(tokens.offset()).replace("'", "").strip();
		set.put(name, !resets && !value.matches("(?i)0\\s*[a-z]*|default"));
	}

}

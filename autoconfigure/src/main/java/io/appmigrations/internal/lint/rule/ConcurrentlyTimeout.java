package io.appmigrations.internal.lint.rule;

import java.time.Duration;
import java.util.List;

import io.appmigrations.internal.lint.examine.Basis;
import io.appmigrations.internal.lint.examine.Examined;
import io.appmigrations.internal.lint.examine.Findings;
import io.appmigrations.internal.lint.examine.LintRule;
import io.appmigrations.internal.lint.examine.Timeouts;
import io.appmigrations.internal.measure.StatementFacts;
import io.appmigrations.internal.script.SqlStatement;
import io.appmigrations.internal.sql.StatementShape;
import org.jspecify.annotations.Nullable;

/**
 * An index is built or dropped concurrently under a timeout that was set for statements
 * that block somebody.
 */
final class ConcurrentlyTimeout implements LintRule {

	private static final List<String> TIMEOUTS = List.of(Timeouts.LOCK, Timeouts.STATEMENT);

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
		Timeouts timeouts = new Timeouts(examined.section());
		for (StatementFacts facts : examined.facts()) {
			SqlStatement statement = facts.statement();
			timeouts.follow(statement);
			if (isConcurrent(StatementShape.of(statement.text()))) {
				TIMEOUTS.stream()
					.filter((name) -> isSet(timeouts.of(name)))
					.forEach((name) -> findings.warning(statement, message(name),
							"Do not set %s in a section with CONCURRENTLY.".formatted(name)));
			}
		}
	}

	private static String message(String name) {
		return name.equals(Timeouts.LOCK)
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

}

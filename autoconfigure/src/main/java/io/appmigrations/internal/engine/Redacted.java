package io.appmigrations.internal.engine;

import io.appmigrations.LintFinding;
import io.appmigrations.internal.script.Placeholders;
import io.appmigrations.internal.secret.Redaction;
import org.jspecify.annotations.Nullable;

/**
 * Findings as people may see them: statements have passwords, and values of placeholders
 * can be secrets.
 */
final class Redacted {

	private Redacted() {
	}

	static LintFinding of(LintFinding finding, Placeholders placeholders) {
		return new LintFinding(finding.rule(), finding.level(), finding.revision(), finding.path(), finding.line(),
				sql(finding.statement(), placeholders), Redaction.redact(placeholders.mask(finding.message())),
				sql(finding.suggestion(), placeholders));
	}

	static @Nullable String sql(@Nullable String sql, Placeholders placeholders) {
		return (sql != null) ? Redaction.redactSql(placeholders.mask(sql)) : null;
	}

}

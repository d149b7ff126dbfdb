package io.appmigrations.internal.lint;

import java.util.ArrayList;
import java.util.List;

import io.appmigrations.LintFinding;
import io.appmigrations.LintFinding.Level;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.script.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Takes what the rules find in one revision.
 */
final class Findings {

	private final SqlRevision revision;

	private final List<LintFinding> list = new ArrayList<>();

	private String rule = "";

	Findings(SqlRevision revision) {
		this.revision = revision;
	}

	/** What follows is reported by this rule. */
	void of(LintRule next) {
		this.rule = next.name();
	}

	void error(SqlStatement statement, String message, @Nullable String suggestion) {
		add(Level.ERROR, statement, message, suggestion);
	}

	void warning(SqlStatement statement, String message, @Nullable String suggestion) {
		add(Level.WARNING, statement, message, suggestion);
	}

	private void add(Level level, SqlStatement statement, String message, @Nullable String suggestion) {
		boolean shown = this.revision.logged();
		this.list.add(new LintFinding(this.rule, level, this.revision.revision().id(), this.revision.revision().path(),
				statement.line(), shown ? statement.text() : null, message, shown ? suggestion : null));
	}

	List<LintFinding> list() {
		return this.list;
	}

}

package io.appmigrations.internal.lint.examine;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.appmigrations.LintFinding;
import io.appmigrations.LintFinding.Level;
import io.appmigrations.internal.script.SqlRevision;
import io.appmigrations.internal.script.SqlStatement;
import org.jspecify.annotations.Nullable;

/**
 * Takes what the rules find in one revision.
 */
public final class Findings {

	private final SqlRevision revision;

	private final List<LintFinding> list = new ArrayList<>();

	private String rule = "";

	public Findings(SqlRevision revision) {
		this.revision = revision;
	}

	/** What follows is reported by this rule. */
	public void of(LintRule next) {
		this.rule = next.name();
	}

	public void error(SqlStatement statement, String message, @Nullable String suggestion) {
		add(Level.ERROR, statement, message, suggestion);
	}

	public void warning(SqlStatement statement, String message, @Nullable String suggestion) {
		add(Level.WARNING, statement, message, suggestion);
	}

	/** Whether one of some rules has found something in a statement. */
	public boolean has(SqlStatement statement, Set<String> rules) {
		return this.list.stream()
			.anyMatch((finding) -> finding.line() == statement.line() && rules.contains(finding.rule()));
	}

	private void add(Level level, SqlStatement statement, String message, @Nullable String suggestion) {
		boolean shown = this.revision.logged();
		this.list.add(new LintFinding(this.rule, level, this.revision.revision().id(), this.revision.revision().path(),
				statement.line(), shown ? statement.text() : null, message, shown ? suggestion : null));
	}

	public List<LintFinding> list() {
		return this.list;
	}

}

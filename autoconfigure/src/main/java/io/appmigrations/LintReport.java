package io.appmigrations;

import java.util.List;

/**
 * The result of a check of revisions for unsafe statements.
 *
 * @param findings the findings, in the order in which the revisions run
 * @param ignored the findings that {@code -- lint:ignore} in a revision says do no harm
 * @param checked the ids of the revisions that were checked
 * @param notChecked the ids of the revisions that were not checked: those written in
 * Java, and those after a statement that PostgreSQL refuses, or that changes roles or
 * whatever else belongs to the whole server
 * @param rulesLeftOut the rules that were not applied because nothing was measured
 * @param rulesInPart the rules that find less because nothing was measured
 * @param onSmallTables how many findings there would be besides if the tables were not
 * small in this database
 * @param statements how many statements were looked at
 * @param failed whether a finding has at least the level of
 * {@code app.migrations.lint.level}
 */
public record LintReport(List<LintFinding> findings, List<IgnoredFinding> ignored, List<String> checked,
		List<String> notChecked, List<String> rulesLeftOut, List<String> rulesInPart, int onSmallTables, int statements,
		boolean failed) {

	/**
	 * Copies the lists.
	 */
	public LintReport {
		findings = List.copyOf(findings);
		ignored = List.copyOf(ignored);
		checked = List.copyOf(checked);
		notChecked = List.copyOf(notChecked);
		rulesLeftOut = List.copyOf(rulesLeftOut);
		rulesInPart = List.copyOf(rulesInPart);
	}

}

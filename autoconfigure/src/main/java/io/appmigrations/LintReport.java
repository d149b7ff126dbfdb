package io.appmigrations;

import java.util.List;

/**
 * The result of a check of revisions for unsafe statements.
 *
 * @param findings the findings, in the order in which the revisions run
 * @param ignored the findings that {@code -- lint:ignore} in a revision says do no harm
 * @param notChecked the ids of the revisions that were not checked: those written in
 * Java, and those after a statement that PostgreSQL refuses, or that changes roles or
 * whatever else belongs to the whole server
 * @param rulesLeftOut the rules that were not applied because nothing was measured
 * @param rulesInPart the rules that find less because nothing was measured
 * @param failed whether a finding has at least the level of
 * {@code app.migrations.lint.level}
 */
public record LintReport(List<LintFinding> findings, List<IgnoredFinding> ignored, List<String> notChecked,
		List<String> rulesLeftOut, List<String> rulesInPart, boolean failed) {

	/**
	 * Copies the lists.
	 */
	public LintReport {
		findings = List.copyOf(findings);
		ignored = List.copyOf(ignored);
		notChecked = List.copyOf(notChecked);
		rulesLeftOut = List.copyOf(rulesLeftOut);
		rulesInPart = List.copyOf(rulesInPart);
	}

}

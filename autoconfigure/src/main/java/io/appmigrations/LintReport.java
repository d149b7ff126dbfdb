package io.appmigrations;

import java.util.List;

/**
 * The result of a check of revisions for unsafe statements.
 *
 * @param findings the findings, in the order in which the revisions run
 * @param notChecked the ids of the revisions that were not checked: those written in Java
 */
public record LintReport(List<LintFinding> findings, List<String> notChecked) {

	/**
	 * Copies the lists.
	 */
	public LintReport {
		findings = List.copyOf(findings);
		notChecked = List.copyOf(notChecked);
	}

	/**
	 * Whether there is an error among the findings.
	 * @return {@code true} if there is
	 */
	public boolean hasErrors() {
		return this.findings.stream().anyMatch((finding) -> finding.level() == LintFinding.Level.ERROR);
	}

}

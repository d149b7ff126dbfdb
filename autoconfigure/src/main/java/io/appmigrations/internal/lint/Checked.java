package io.appmigrations.internal.lint;

import java.util.List;
import java.util.Objects;

import io.appmigrations.IgnoredFinding;
import io.appmigrations.LintFinding;

/**
 * What the rules say about a revision.
 *
 * @param findings the findings in the order of the statements
 * @param ignored the findings that the revision says do no harm
 * @param onSmallTables how many findings there would be besides if all tables were large
 */
public record Checked(List<LintFinding> findings, List<IgnoredFinding> ignored, int onSmallTables) {

	/**
	 * Copies the lists.
	 */
	public Checked {
		findings = List.copyOf(findings);
		ignored = List.copyOf(ignored);
	}

	/**
	 * Compares with what the rules say if all tables are large: to ignore a finding is
	 * not in vain because the table is small in this database.
	 */
	Checked comparedWith(Checked large) {
		return new Checked(
				this.findings.stream()
					.filter((finding) -> !finding.rule().equals(Ignores.RULE) || isIn(large.findings, finding))
					.toList(),
				this.ignored,
				(int) large.findings.stream()
					.filter((finding) -> !finding.rule().equals(Ignores.RULE) && !isIn(this.findings, finding))
					.count());
	}

	/** Without the message, which has the sizes. */
	private static boolean isIn(List<LintFinding> findings, LintFinding finding) {
		return findings.stream()
			.anyMatch((other) -> other.rule().equals(finding.rule()) && other.line() == finding.line()
					&& Objects.equals(other.statement(), finding.statement()));
	}

}

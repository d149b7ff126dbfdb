package io.appmigrations.internal.lint;

import java.util.List;

import io.appmigrations.IgnoredFinding;
import io.appmigrations.LintFinding;

/**
 * What the rules say about a revision.
 *
 * @param findings the findings in the order of the statements
 * @param ignored the findings that the revision says do no harm
 */
public record Checked(List<LintFinding> findings, List<IgnoredFinding> ignored) {

	/**
	 * Copies the lists.
	 */
	public Checked {
		findings = List.copyOf(findings);
		ignored = List.copyOf(ignored);
	}

}

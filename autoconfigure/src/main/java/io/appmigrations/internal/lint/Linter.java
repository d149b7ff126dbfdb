package io.appmigrations.internal.lint;

import java.util.Comparator;
import java.util.List;

import io.appmigrations.LintFinding;

/**
 * Applies all rules to a revision.
 */
public final class Linter {

	private static final List<LintRule> RULES = List.of(new StatementFails(), new NotInTransaction(), new BlocksReads(),
			new BlocksWrites(), new SlowUnderLock(), new SeveralTablesLocked(), new ConcurrentlyTimeout(),
			new IndexIfNotExists());

	private Linter() {
	}

	/**
	 * Returns the names of the rules.
	 * @return the names, as docs/lint.md has them
	 */
	public static List<String> rules() {
		return RULES.stream().map(LintRule::name).toList();
	}

	/**
	 * Checks a revision.
	 * @param examined the revision and what it does
	 * @return the findings in the order of the statements
	 */
	public static List<LintFinding> findings(Examined examined) {
		Findings findings = new Findings(examined.revision());
		for (LintRule rule : RULES) {
			findings.of(rule);
			rule.check(examined, findings);
		}
		return findings.list().stream().sorted(Comparator.comparingInt(LintFinding::line)).toList();
	}

}

package io.appmigrations.internal.lint.examine;

/**
 * One rule. Its name is the title of its section in docs/lint.md.
 */
public interface LintRule {

	String name();

	/** What it must know to decide. */
	Basis basis();

	/** Reports what a revision does against the rule. */
	void check(Examined examined, Findings findings);

}

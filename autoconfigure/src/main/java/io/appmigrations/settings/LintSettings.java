package io.appmigrations.settings;

import java.util.List;

import io.appmigrations.LintFinding;

/**
 * How revisions are checked for unsafe statements.
 *
 * @param ignore the rules that are not applied
 * @param level the level from which on a finding makes the check fail
 * @param onStartup what an application that starts does about pending revisions
 */
public record LintSettings(List<String> ignore, LintFinding.Level level, OnStartup onStartup) {

	/** All rules, failure on errors, and no check at startup. */
	public static final LintSettings DEFAULT = new LintSettings(List.of(), LintFinding.Level.ERROR, OnStartup.OFF);

	/**
	 * Copies the list.
	 */
	public LintSettings {
		ignore = List.copyOf(ignore);
	}

	/**
	 * Returns the same without a check at startup.
	 * @return the settings
	 */
	public LintSettings withoutStartup() {
		return new LintSettings(this.ignore, this.level, OnStartup.OFF);
	}

	/**
	 * Whether a finding makes the check fail.
	 * @param finding the finding
	 * @return {@code true} if it has at least the level
	 */
	public boolean fails(LintFinding finding) {
		return finding.level().compareTo(this.level) <= 0;
	}

}

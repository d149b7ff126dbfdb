package io.appmigrations.settings;

import java.util.List;

import io.appmigrations.LintFinding;

/**
 * How revisions are checked for unsafe statements.
 *
 * @param ignore the rules that are not applied
 * @param level the level from which on a finding makes the check fail
 */
public record LintSettings(List<String> ignore, LintFinding.Level level) {

	/** All rules, and failure on errors. */
	public static final LintSettings DEFAULT = new LintSettings(List.of(), LintFinding.Level.ERROR);

	/**
	 * Copies the list.
	 */
	public LintSettings {
		ignore = List.copyOf(ignore);
	}

}

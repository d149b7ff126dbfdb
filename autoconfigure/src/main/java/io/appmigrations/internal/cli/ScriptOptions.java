package io.appmigrations.internal.cli;

import io.appmigrations.Mode;
import picocli.CommandLine;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.Option;

/**
 * The options of a command that can write its statements instead of running them.
 */
final class ScriptOptions {

	@Option(names = "--sql", description = "Write a script instead. Needs no database.")
	private boolean sql;

	@Option(names = "--dry-run",
			description = "Show what would run on the database in its current state. Changes nothing.")
	private boolean dryRun;

	Mode mode(CommandLine commandLine) {
		if (this.sql && this.dryRun) {
			throw new MutuallyExclusiveArgsException(commandLine, "--sql and --dry-run cannot be combined");
		}
		return this.sql ? Mode.OFFLINE : this.dryRun ? Mode.DRY_RUN : Mode.RUN;
	}

}

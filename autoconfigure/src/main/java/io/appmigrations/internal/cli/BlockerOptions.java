package io.appmigrations.internal.cli;

import java.util.List;

import io.appmigrations.Mode;
import picocli.CommandLine;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.Option;

/**
 * What a command that runs revisions does about sessions in their way.
 */
final class BlockerOptions {

	@Option(names = "--kill-blockers",
			description = { "End other sessions that block a revision for a third of lock-timeout.",
					"Their open transactions are rolled back." })
	private boolean killBlockers;

	/**
	 * Returns the Spring properties that say the same.
	 * @param mode whether anything is run
	 */
	List<String> properties(Mode mode, CommandLine commandLine) {
		if (!this.killBlockers) {
			return List.of();
		}
		if (mode != Mode.RUN) {
			throw new MutuallyExclusiveArgsException(commandLine,
					"--kill-blockers cannot be combined with --sql or --dry-run");
		}
		return List.of("--app.migrations.kill-blockers=true");
	}

}

package io.appmigrations.cli;

import io.appmigrations.MigrationResult;
import io.appmigrations.Mode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "upgrade", description = "Runs what is pending up to a target.",
		footer = { "", "Examples:", "  migrations upgrade head", "  migrations upgrade +1 --dry-run",
				"  migrations upgrade 1975ea:head --sql > upgrade.sql" })
final class UpgradeCommand extends AbstractCommand {

	@Parameters(paramLabel = "TARGET",
			description = "heads, head, a revision, +N, REVISION+N, LABEL@head ...; with --sql also FROM:TO.")
	@SuppressWarnings("NullAway.Init")
	private String target;

	@Option(names = "--sql", description = "Write a script instead, without a database.")
	private boolean sql;

	@Option(names = "--dry-run", description = "Show what would run on the database as it is. Changes nothing.")
	private boolean dryRun;

	@Override
	int run(Answer answer) {
		Mode mode = PlanOutput.mode(this.sql, this.dryRun, commandLine());
		MigrationResult result = withMigrations((migrations) -> ProgressDisplay.during(answer, migrations,
				(observed) -> observed.upgrade(this.target, mode)));
		PlanOutput.printRun(answer, result);
		return 0;
	}

}

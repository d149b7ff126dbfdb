package io.appmigrations.cli;

import java.util.List;

import io.appmigrations.MigrationResult;
import io.appmigrations.Mode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "upgrade", description = "Runs what is pending up to a target.",
		footer = { "", "Examples:", "  migrations upgrade head", "  migrations upgrade +1 --dry-run",
				"  migrations upgrade 1975ea:head --sql > upgrade.sql" })
final class UpgradeCommand extends AbstractCommand {

	@Parameters(paramLabel = "TARGET",
			description = "heads, head, a revision, +N, REVISION+N, LABEL@head ...; with --sql also FROM:TO.")
	@SuppressWarnings("NullAway.Init")
	private String target;

	@Mixin
	private ScriptOptions script = new ScriptOptions();

	@Mixin
	private BlockerOptions blockers = new BlockerOptions();

	@Override
	int run(Answer answer) {
		Mode mode = this.script.mode(commandLine());
		List<String> properties = this.blockers.properties(mode, commandLine());
		MigrationResult result = withMigrations(properties, (migrations) -> ProgressDisplay.during(answer, migrations,
				(observed) -> observed.upgrade(this.target, mode)));
		PlanOutput.printRun(answer, result);
		return 0;
	}

}

package io.appmigrations.internal.cli;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

import io.appmigrations.ErrorCode;
import io.appmigrations.MigrationException;
import io.appmigrations.MigrationResult;
import io.appmigrations.Mode;
import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.internal.cli.output.PlanOutput;
import io.appmigrations.internal.cli.output.ProgressDisplay;
import io.appmigrations.internal.cli.output.Terminal;
import io.appmigrations.internal.cli.output.Text;
import io.appmigrations.internal.engine.DefaultMigrations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "downgrade", description = "Undoes the revisions above a target.",
		footer = { "", "Examples:", "  migrations downgrade -1", "  migrations downgrade base --dry-run",
				"  migrations downgrade head:1975ea --sql > downgrade.sql" })
final class DowngradeCommand extends AbstractCommand {

	@Parameters(paramLabel = "TARGET",
			description = "base, a revision, -N, REVISION-N, LABEL@-N ...; with --sql FROM:TO.")
	@SuppressWarnings("NullAway.Init")
	private String target;

	@Mixin
	private ScriptOptions script = new ScriptOptions();

	@Mixin
	private BlockerOptions blockers = new BlockerOptions();

	@Option(names = "--stored",
			description = "Also downgrade revisions missing from this build, using the downgrade scripts stored in the log.")
	private boolean stored;

	@Option(names = "--yes", description = "Do not ask before stored downgrade scripts run.")
	private boolean yes;

	@Override
	int run(Answer answer) {
		Mode mode = this.script.mode(commandLine());
		List<String> properties = this.blockers.properties(mode, commandLine());
		PlanOutput.printRun(answer, withMigrations(properties, (migrations) -> ProgressDisplay.during(answer,
				migrations,
				(observed) -> this.stored ? stored(answer, observed, mode) : observed.downgrade(this.target, mode))));
		return 0;
	}

	private MigrationResult stored(Answer answer, DefaultMigrations migrations, Mode mode) {
		if (mode == Mode.OFFLINE) {
			throw new MigrationException(ErrorCode.INVALID_TARGET, "--stored and --sql cannot be combined",
					"The stored downgrade scripts are in the database; --dry-run shows them.");
		}
		if (mode == Mode.RUN && !this.yes) {
			MigrationResult preview = migrations.downgradeStored(this.target, Mode.DRY_RUN);
			if (!preview.steps().isEmpty()) {
				answer.asideRaw(Text.printable(Objects.toString(preview.sql(), "")));
				requireYes(answer);
			}
		}
		return migrations.downgradeStored(this.target, mode);
	}

	/** Where nobody can answer, nobody is asked. */
	private static void requireYes(Answer answer) {
		boolean yes = answer.isTerminal() && Terminal.ask(System.lineSeparator() + "Run this? [y/N] ")
			.strip()
			.toLowerCase(Locale.ROOT)
			.startsWith("y");
		if (!yes) {
			throw new MigrationException(ErrorCode.UNSAFE_OPERATION,
					"The stored downgrade scripts were not confirmed; nothing was run",
					"Review them above or with --dry-run, then confirm, or add --yes.");
		}
	}

}

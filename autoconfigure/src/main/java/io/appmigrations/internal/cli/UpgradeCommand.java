package io.appmigrations.internal.cli;

import java.util.List;
import java.util.Set;

import io.appmigrations.MigrationResult;
import io.appmigrations.Mode;
import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.internal.cli.output.PlanOutput;
import io.appmigrations.internal.cli.output.ProgressDisplay;
import io.appmigrations.internal.cli.output.TraceOutput;
import io.appmigrations.internal.engine.DefaultMigrations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

@Command(name = "upgrade", description = "Runs the pending revisions up to a target.",
		footer = { "", "Examples:", "  migrations upgrade head", "  migrations upgrade +1 --dry-run",
				"  migrations upgrade head --dry-run --trace > plan.md",
				"  migrations upgrade 1975ea:head --sql > upgrade.sql" })
final class UpgradeCommand extends AbstractCommand {

	/** What names no revision that the database could have passed. */
	private static final Set<String> ABOVE = Set.of("head", "heads", "base", "current", "none");

	@Parameters(paramLabel = "TARGET",
			description = "heads, head, a revision, +N, REVISION+N, LABEL@head ...; with --sql also FROM:TO.")
	@SuppressWarnings("NullAway.Init")
	private String target;

	@Mixin
	private ScriptOptions script = new ScriptOptions();

	@Mixin
	private BlockerOptions blockers = new BlockerOptions();

	@Option(names = "--trace",
			description = { "With --dry-run: what each statement locks, reads and rewrites, as Markdown or JSON.",
					"Runs the revisions in a new database." })
	private boolean trace;

	@Override
	boolean isForEachInstance() {
		return this.target.matches("heads?") && !this.trace && this.script.mode(commandLine()) != Mode.OFFLINE;
	}

	@Override
	int run(Answer answer) {
		Mode mode = this.script.mode(commandLine());
		if (this.trace) {
			if (mode != Mode.DRY_RUN) {
				throw new ParameterException(commandLine(), "--trace needs --dry-run.");
			}
			this.blockers.properties(mode, commandLine());
			TraceOutput.print(answer, withMigrations((migrations) -> migrations.trace(this.target)));
			return 0;
		}
		List<String> properties = this.blockers.properties(mode, commandLine());
		return inEach(properties, (migrations) -> {
			MigrationResult ran = ProgressDisplay.during(answer, migrations,
					(observed) -> observed.upgrade(this.target, mode));
			if (mode == Mode.RUN && ran.steps().isEmpty() && ran.tenants().isEmpty() && !answer.isQuiet()) {
				passed(migrations).forEach((id) -> answer
					.aside("Revision %1$s and later ones are already applied; go back to it with 'downgrade %1$s'."
						.formatted(id)));
			}
			return ran;
		}, (result) -> {
			PlanOutput.printRun(answer, result);
			return 0;
		});
	}

	/** The revision that the user named, where the database is further. */
	private List<String> passed(DefaultMigrations migrations) {
		if (!this.target.matches("[A-Za-z0-9_.]+") || ABOVE.contains(this.target)) {
			return List.of();
		}
		return migrations.details(List.of(migrations.show(this.target).revision().id()))
			.stream()
			.filter((details) -> Boolean.TRUE.equals(details.applied()) && !Boolean.TRUE.equals(details.current()))
			.map((details) -> details.revision().id())
			.toList();
	}

}

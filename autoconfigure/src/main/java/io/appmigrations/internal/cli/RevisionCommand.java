package io.appmigrations.internal.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import io.appmigrations.AutogenerateOptions;
import io.appmigrations.GeneratedRevision;
import io.appmigrations.OnlineMode;
import io.appmigrations.RevisionRequest;
import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.internal.cli.output.BaselineOutput;
import io.appmigrations.internal.cli.output.ProgressDisplay;
import io.appmigrations.internal.cli.output.RevisionOutput;
import io.appmigrations.internal.cli.output.Terminal;
import io.appmigrations.internal.cli.output.Text;
import io.appmigrations.model.Renaming;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

@Command(name = "revision", description = "Writes a new revision and prints the path of its file.",
		footer = { "", "Examples:", "  migrations revision --autogenerate -m \"add orders\"",
				"  migrations revision -m \"move prices\"",
				"  migrations revision -m \"billing begins\" --head base --branch-label billing" })
final class RevisionCommand extends AbstractCommand {

	@Option(names = { "-m", "--message" }, paramLabel = "MESSAGE", parameterConsumer = MessageConsumer.class,
			description = "What the revision does.")
	private String message = "";

	@Option(names = "--head", paramLabel = "REVISION",
			description = "The revision to build on: a head, LABEL@head, or base. Default: the only head.")
	private @Nullable String head;

	@Option(names = "--splice", description = "Build on a revision that is not a head, which starts a branch.")
	private boolean splice;

	@Option(names = "--branch-label", paramLabel = "LABEL",
			description = "A label for the branch of the revision. Repeatable.")
	private List<String> branchLabels = new ArrayList<>();

	@Option(names = "--depends-on", paramLabel = "REVISION",
			description = "A revision that must be applied first without being a parent. Repeatable.")
	private List<String> dependsOn = new ArrayList<>();

	@Option(names = "--rev-id", paramLabel = "ID",
			description = "The id of the revision. Default: 12 random hexadecimal digits.")
	private @Nullable String id;

	@Option(names = "--version-path", paramLabel = "FOLDER",
			description = "The folder of the file, inside the configured locations.")
	private @Nullable String versionPath;

	@Option(names = "--java", description = "Write a Java class instead of SQL.")
	private boolean java;

	@Option(names = "--autogenerate",
			description = "Generate the upgrade from the database to the model, and the downgrade, and test both.")
	private boolean autogenerate;

	@Option(names = "--baseline",
			description = "Generate the first revision, which recreates the existing database, and stamp that database.")
	private boolean baseline;

	@Option(names = "--unproven", description = "Write the revision even if the proof found a difference.")
	private boolean unproven;

	@Option(names = "--no-online",
			description = "Write plain statements, even where they keep others waiting for a table.")
	private boolean noOnline;

	@Option(names = "--online", paramLabel = "HOW", converter = OnlineModeConverter.class,
			description = "How tables in use are changed: true, false, or expand: a new type that would rewrite the "
					+ "table, a new column with a value in each row (volatile default, serial, identity) and a "
					+ "column that becomes required become several revisions. The columns of a table share a "
					+ "trigger and a backfill in batches; new types are swapped in by one transaction.")
	private @Nullable OnlineMode online;

	@Mixin
	@SuppressWarnings("NullAway.Init")
	private ComparisonOptionsMixin comparison;

	@Override
	int run(Answer answer) {
		RevisionRequest request = RevisionRequest.builder(this.message)
			.head(this.head)
			.splice(this.splice)
			.branchLabels(this.branchLabels)
			.dependsOn(this.dependsOn)
			.id(this.id)
			.versionPath(this.versionPath)
			.java(this.java)
			.build();
		if (this.baseline) {
			requireUsableForBaseline();
			withMigrations((migrations) -> BaselineOutput.of(migrations.baseline(request, this.unproven),
					migrations.folders()))
				.print(answer);
			return 0;
		}
		if (!this.autogenerate) {
			requireUnused();
			withMigrations((migrations) -> RevisionOutput.of(migrations.revision(request), migrations.folders()))
				.print(answer);
			return 0;
		}
		withMigrations((migrations) -> {
			AutogenerateOptions.Builder options = this.comparison.options().unproven(this.unproven);
			if (this.noOnline) {
				options.online(OnlineMode.OFF);
			}
			else if (this.online != null) {
				options.online(this.online);
			}
			// where nobody can answer, nobody is asked
			if (answer.isTerminal()) {
				options.confirmation(RevisionCommand::isRename);
			}
			GeneratedRevision generated = ProgressDisplay.during(answer, migrations,
					(shown) -> shown.autogenerate(request, options.build()));
			return RevisionOutput.of(generated, migrations.folders());
		}).print(answer);
		return 0;
	}

	private static boolean isRename(Renaming rename) {
		return Terminal
			.ask("%s would be dropped and %s created: was it renamed? [y/N] ".formatted(Text.name(rename.was()),
					Text.name(rename.becomes())))
			.strip()
			.toLowerCase(Locale.ROOT)
			.startsWith("y");
	}

	private void requireUsableForBaseline() {
		if (this.autogenerate || this.comparison.isUsed() || this.noOnline || this.online != null || this.java
				|| this.splice || this.head != null || !this.dependsOn.isEmpty()) {
			throw new ParameterException(commandLine(),
					"--baseline writes the first revision, from the database alone: of the other options, it takes only "
							+ "--message, --rev-id, --branch-label, --version-path and --unproven");
		}
	}

	private void requireUnused() {
		if (this.comparison.isUsed() || this.unproven || this.noOnline || this.online != null) {
			throw new ParameterException(commandLine(),
					"--model, --rename, --rename-value, --prune, --from-revisions, --unproven, --online and --no-online need "
							+ "--autogenerate");
		}
	}

	/**
	 * Reads the values that the property has too.
	 */
	static final class OnlineModeConverter implements ITypeConverter<OnlineMode> {

		@Override
		public OnlineMode convert(String value) {
			return switch (value) {
				case "true" -> OnlineMode.ON;
				case "false" -> OnlineMode.OFF;
				case "expand" -> OnlineMode.EXPAND;
				default ->
					throw new TypeConversionException("expected true, false or expand but was '%s'".formatted(value));
			};
		}

	}

	/** What a baseline creates is run in a new database. */
	@Override
	Set<CommandNeed> needs() {
		return this.baseline ? Set.of(CommandNeed.REVISIONS) : this.autogenerate ? this.comparison.needs() : Set.of();
	}

}

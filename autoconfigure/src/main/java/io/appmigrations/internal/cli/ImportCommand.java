package io.appmigrations.internal.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.internal.cli.output.Text;
import io.appmigrations.internal.engine.ImportReport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

@Command(name = "import",
		description = { "Writes the history of another tool as revisions.",
				"Exits with 3 if a new database would get another schema than the database has." },
		footer = { "", "Examples:", "  migrations import --from flyway --dry-run",
				"  migrations import --from liquibase --contexts prod",
				"  migrations import --from alembic --location ../service --command 'poetry run alembic'" })
final class ImportCommand extends AbstractCommand {

	private static final String FLYWAY = "flyway";

	private static final String LIQUIBASE = "liquibase";

	private static final String ALEMBIC = "alembic";

	@Option(names = "--from", paramLabel = "TOOL", required = true,
			description = "The other tool: flyway, liquibase or alembic.")
	private String from = "";

	@Option(names = "--location", paramLabel = "LOCATION", description = {
			"Flyway: where the scripts are: classpath:FOLDER or filesystem:FOLDER (file:FOLDER is the same; a folder without a prefix is looked for in both). Repeatable. Default: spring.flyway.locations, or classpath:db/migration.",
			"Liquibase: the change log, for example classpath:db/changelog.xml. Default: spring.liquibase.change-log, or classpath:db/changelog/db.changelog-master.yaml.",
			"Alembic: the folder in which it runs, usually that of alembic.ini. Default: the current one." })
	private List<String> locations = new ArrayList<>();

	@Option(names = "--command", paramLabel = "COMMAND",
			description = "What a shell runs for Alembic. Default: alembic.")
	private @Nullable String command;

	@Option(names = "--contexts", paramLabel = "CONTEXTS",
			description = "The contexts in which Liquibase runs, separated by commas. Default: spring.liquibase.contexts, or all.")
	private @Nullable String contexts;

	@Option(names = "--labels", paramLabel = "LABELS",
			description = "The expression that labels of Liquibase must match. Default: spring.liquibase.label-filter, or all.")
	private @Nullable String labels;

	@Option(names = "--per-file",
			description = "One revision for each file of Liquibase's change sets instead of each change set.")
	private boolean perFile;

	@Option(names = "--dry-run", description = "Check everything, write nothing.")
	private boolean dryRun;

	@Override
	int run(Answer answer) {
		ImportReport report = switch (this.from) {
			case FLYWAY -> {
				List<String> properties = this.locations.isEmpty() ? List.of()
						: List.of("--spring.flyway.locations=" + String.join(",", this.locations));
				requireTool("--command", this.command, ALEMBIC);
				requireNothingOfLiquibase();
				yield withMigrations(properties, (migrations) -> migrations.importFlyway(this.dryRun));
			}
			case LIQUIBASE -> {
				requireTool("--command", this.command, ALEMBIC);
				List<String> properties = liquibaseProperties();
				yield withMigrations(properties, (migrations) -> migrations.importLiquibase(this.perFile, this.dryRun));
			}
			case ALEMBIC -> {
				requireNothingOfLiquibase();
				Path folder = folder();
				String run = Objects.requireNonNullElse(this.command, ALEMBIC);
				yield withMigrations((migrations) -> migrations.importAlembic(run, folder, this.dryRun));
			}
			default -> throw new ParameterException(commandLine(),
					"--from: '%s' cannot be imported; use flyway, liquibase or alembic".formatted(this.from));
		};
		if (answer.isJson()) {
			answer.json(json(report));
		}
		else {
			print(answer, report);
		}
		return report.differences().isEmpty() ? 0 : CommandLineTool.NO;
	}

	/** An option that another tool ignores would be a mistake nobody sees. */
	private void requireTool(String option, @Nullable Object value, String tool) {
		if (value != null) {
			throw new ParameterException(commandLine(),
					"%s is for --from %s, not for --from %s".formatted(option, tool, this.from));
		}
	}

	private void requireNothingOfLiquibase() {
		requireTool("--contexts", this.contexts, LIQUIBASE);
		requireTool("--labels", this.labels, LIQUIBASE);
		requireTool("--per-file", this.perFile ? true : null, LIQUIBASE);
	}

	private List<String> liquibaseProperties() {
		if (this.locations.size() > 1) {
			throw new ParameterException(commandLine(),
					"--location: Liquibase has one change log, which includes others");
		}
		List<String> properties = new ArrayList<>();
		this.locations.forEach((location) -> properties.add("--spring.liquibase.change-log=" + location));
		if (this.contexts != null) {
			properties.add("--spring.liquibase.contexts=" + this.contexts);
		}
		if (this.labels != null) {
			properties.add("--spring.liquibase.label-filter=" + this.labels);
		}
		return properties;
	}

	private Path folder() {
		if (this.locations.size() > 1) {
			throw new ParameterException(commandLine(), "--location: Alembic runs in one folder");
		}
		Path folder = Path.of(this.locations.isEmpty() ? "" : this.locations.get(0)).toAbsolutePath();
		if (!Files.isDirectory(folder)) {
			throw new ParameterException(commandLine(), "--location: '%s' is not a folder".formatted(folder));
		}
		return folder;
	}

	private void print(Answer answer, ImportReport report) {
		report.revisions()
			.forEach((revision) -> answer.line("%s  %s".formatted(state(report, revision), revision.path())));
		if (!answer.isQuiet()) {
			report.notes().forEach((note) -> answer.aside("note: " + Text.printable(note)));
			answer.aside(Text.printable(report.database()));
		}
		report.differences().forEach((difference) -> answer.aside("differs: " + Text.printable(difference)));
	}

	private static String state(ImportReport report, ImportReport.Imported revision) {
		if (revision.present()) {
			return "kept ";
		}
		return report.written() ? "wrote" : "would write";
	}

	private static Map<String, Object> json(ImportReport report) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("revisions", report.revisions().stream().map((revision) -> {
			Map<String, Object> one = new LinkedHashMap<>();
			one.put("revision", revision.revision());
			one.put("path", revision.path());
			one.put("written", report.written());
			one.put("complete", revision.complete());
			return one;
		}).toList());
		json.put("notes", report.notes());
		json.put("database", report.database());
		json.put("differences", report.differences());
		return json;
	}

}

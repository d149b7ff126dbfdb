package io.appmigrations.internal.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.internal.cli.output.Text;
import io.appmigrations.internal.engine.ImportReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

@Command(name = "import",
		description = { "Writes the scripts of another tool as revisions.",
				"Exits with 3 if a new database would get another schema than the database has." },
		footer = { "", "Examples:", "  migrations import --from flyway --dry-run",
				"  migrations import --from alembic --location ../service --command 'poetry run alembic'" })
final class ImportCommand extends AbstractCommand {

	@Option(names = "--from", paramLabel = "TOOL", required = true, description = "The other tool: flyway or alembic.")
	private String from = "";

	@Option(names = "--location", paramLabel = "LOCATION", description = {
			"Flyway: where the scripts are: classpath:FOLDER or filesystem:FOLDER. Repeatable. Default: spring.flyway.locations, or classpath:db/migration.",
			"Alembic: the folder in which it runs, usually that of alembic.ini. Default: the current one." })
	private List<String> locations = new ArrayList<>();

	@Option(names = "--command", paramLabel = "COMMAND", defaultValue = "alembic",
			description = "What a shell runs for Alembic. Default: alembic.")
	private String command = "";

	@Option(names = "--dry-run", description = "Check everything, write nothing.")
	private boolean dryRun;

	@Override
	int run(Answer answer) {
		ImportReport report = switch (this.from) {
			case "flyway" -> {
				List<String> properties = this.locations.isEmpty() ? List.of()
						: List.of("--spring.flyway.locations=" + String.join(",", this.locations));
				yield withMigrations(properties, (migrations) -> migrations.importFlyway(this.dryRun));
			}
			case "alembic" -> {
				Path folder = folder();
				yield withMigrations((migrations) -> migrations.importAlembic(this.command, folder, this.dryRun));
			}
			default -> throw new ParameterException(commandLine(),
					"--from: '%s' cannot be imported; use flyway or alembic".formatted(this.from));
		};
		if (answer.isJson()) {
			answer.json(json(report));
		}
		else {
			print(answer, report);
		}
		return report.differences().isEmpty() ? 0 : CommandLineTool.NO;
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

package io.appmigrations.internal.cli;

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
				"  migrations import --from flyway" })
final class ImportCommand extends AbstractCommand {

	@Option(names = "--from", paramLabel = "TOOL", required = true, description = "The other tool: flyway.")
	private String from = "";

	@Option(names = "--location", paramLabel = "LOCATION",
			description = "Where the scripts are: classpath:FOLDER or filesystem:FOLDER. Repeatable. Default: spring.flyway.locations, or classpath:db/migration.")
	private List<String> locations = new ArrayList<>();

	@Option(names = "--dry-run", description = "Check everything, write nothing.")
	private boolean dryRun;

	@Override
	int run(Answer answer) {
		if (!this.from.equals("flyway")) {
			throw new ParameterException(commandLine(),
					"--from: '%s' cannot be imported; use flyway".formatted(this.from));
		}
		List<String> properties = this.locations.isEmpty() ? List.of()
				: List.of("--spring.flyway.locations=" + String.join(",", this.locations));
		ImportReport report = withMigrations(properties, (migrations) -> migrations.importFlyway(this.dryRun));
		if (answer.isJson()) {
			answer.json(json(report));
		}
		else {
			print(answer, report);
		}
		return report.differences().isEmpty() ? 0 : CommandLineTool.NO;
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
			return one;
		}).toList());
		json.put("notes", report.notes());
		json.put("database", report.database());
		json.put("differences", report.differences());
		return json;
	}

}

package io.appmigrations.internal.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.appmigrations.Finding;
import io.appmigrations.Repair;
import io.appmigrations.internal.cli.output.Answer;
import io.appmigrations.internal.cli.output.Text;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(name = "repair",
		description = { "Shows inconsistencies between the revisions, the version table and the log.",
				"With an option, corrects them. The schema is never changed." },
		footer = { "", "Without options, the exit status is 3 if there are inconsistencies.", "", "Examples:",
				"  migrations repair", "  migrations repair --accept 1975ea83b712" })
final class RepairCommand extends AbstractCommand {

	@Option(names = "--accept", paramLabel = "REVISION",
			description = "Accept the edited file of this applied revision.")
	private List<String> accept = new ArrayList<>();

	@Option(names = "--forget", paramLabel = "REVISION",
			description = "Remove this applied revision, whose file is permanently lost: the database is at its parents. "
					+ "Or forget that the upgrade of this revision was begun, whose statements were undone by hand.")
	private List<String> forget = new ArrayList<>();

	@Option(names = "--done", paramLabel = "REVISION",
			description = "The statement that was running when this revision was interrupted took effect.")
	private List<String> done = new ArrayList<>();

	@Option(names = "--undone", paramLabel = "REVISION",
			description = "The statement that was running when this revision was interrupted did not take effect.")
	private List<String> undone = new ArrayList<>();

	@Option(names = "--rows", description = "Remove the rows that other rows imply.")
	private boolean rows;

	@Option(names = "--log", description = "Correct the log according to the version table.")
	private boolean log;

	@Override
	int run(Answer answer) {
		Repair repair = Repair.builder()
			.accept(this.accept)
			.forget(this.forget)
			.done(this.done)
			.undone(this.undone)
			.rows(this.rows)
			.log(this.log)
			.build();
		List<Finding> findings = withMigrations(
				(migrations) -> repair.isEmpty() ? migrations.findings() : migrations.repair(repair));
		if (answer.isJson()) {
			answer.json(Map.of(repair.isEmpty() ? "findings" : "repaired",
					findings.stream().map(RepairCommand::json).toList()));
		}
		else if (repair.isEmpty()) {
			show(answer, findings);
		}
		else {
			findings.forEach((finding) -> answer.line("repaired: " + Text.printable(finding.message())));
			answer.remark(findings.isEmpty() ? "Nothing to repair." : "The repair is recorded in the log.");
		}
		return (repair.isEmpty() && !findings.isEmpty()) ? CommandLineTool.NO : 0;
	}

	private static void show(Answer answer, List<Finding> findings) {
		for (Finding finding : findings) {
			finding.message().lines().map(Text::printable).forEach(answer::line);
			answer.line("  -> " + Text.printable(finding.remedy()));
			answer.line("");
		}
		if (findings.isEmpty()) {
			answer.remark("Revisions, version table and log are consistent.");
		}
	}

	private static Map<String, Object> json(Finding finding) {
		Map<String, Object> json = new LinkedHashMap<>();
		json.put("kind", finding.kind().name().toLowerCase(Locale.ROOT));
		json.put("revision", finding.revision());
		json.put("message", finding.message());
		json.put("remedy", finding.remedy());
		return json;
	}

}
